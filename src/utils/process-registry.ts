import { MedusaError } from "@medusajs/framework/utils"

/**
 * A value that every copy of the package in a process shares: a backend finds the plugin by
 * its name, and its module by a path of its own, and two versions of it in one
 * `node_modules` would otherwise each know half of what a backend registers.
 */
export function processWide<Value>(name: string, create: () => Value): Value {
  const registry = globalThis as unknown as Record<symbol, Value | undefined>
  return (registry[Symbol.for(`medusa-plugin-order-finalized.${name}`)] ??=
    create())
}

/** A map of that kind. */
export const processMap = <T>(name: string): Map<string, T> =>
  processWide(name, () => new Map<string, T>())

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
