import { MedusaError } from "@medusajs/framework/utils"

/**
 * A map that every copy of the package in a process shares: two versions of it in one
 * `node_modules` would otherwise each know half of what a backend registers.
 */
export function processMap<T>(name: string): Map<string, T> {
  const key = Symbol.for(`medusa-plugin-order-finalized.${name}`)
  const registry = globalThis as unknown as Record<
    symbol,
    Map<string, T> | undefined
  >
  return (registry[key] ??= new Map())
}

/**
 * Adds to such a map what a file of the backend registers while it is loaded. `medusa
 * develop` with hot reload loads a changed file again: then the new one takes the place.
 *
 * @throws `MedusaError` of type `DUPLICATE_ERROR` if the name is taken.
 */
export function registerOnce<T>(
  map: Map<string, T>,
  name: string,
  value: T,
  duplicate: string
): void {
  const isReload = process.env.MEDUSA_HMR_ENABLED === "true"
  const isTaken = map.has(name) && map.get(name) !== value
  if (isTaken && !isReload) {
    throw new MedusaError(MedusaError.Types.DUPLICATE_ERROR, duplicate)
  }
  map.set(name, value)
}
