/** What the plugin keeps for the whole process, as `processMap` names it. */
const PREFIX = "medusa-plugin-order-finalized."

/** The registries of gates, consumers, tasks and the like that are there by now. */
const listRegistries = (): Map<unknown, unknown>[] =>
  Object.getOwnPropertySymbols(globalThis)
    .filter(({ description }) => description?.startsWith(PREFIX))
    .map((symbol) => Reflect.get(globalThis, symbol))
    .filter((value) => value instanceof Map)

/**
 * Gives back what brings them to what they are now: a suite's gates and consumers shall not
 * be those of the next suite in the same process.
 */
export const keepRegistries = (): (() => void) => {
  const kept = new Map(
    listRegistries().map((registry) => [registry, [...registry]])
  )
  return () => {
    for (const registry of listRegistries()) {
      registry.clear()
      kept.get(registry)?.forEach(([key, value]) => registry.set(key, value))
    }
  }
}
