/**
 * A value that all copies of the package which a process may load have in common: a
 * backend finds the plugin by its name, and its module by a path of its own.
 */
export function processWide<Value>(name: string, create: () => Value): Value {
  const registry = globalThis as unknown as Record<symbol, Value | undefined>
  return (registry[Symbol.for(`medusa-plugin-order-finalized.${name}`)] ??=
    create())
}
