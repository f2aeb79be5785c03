/**
 * Runs a suite by jest's own runner, but in Node.js itself rather than in a `vm` context with
 * a module registry of its own: the suites of a worker share what they import. Medusa alone
 * takes some seconds to import, and is slower within `vm`.
 */
const circus = require("jest-circus/runner").default

/**
 * What these suites do to their process cannot be taken back: handlers on the hooks of
 * complete-cart, steps that are renamed, flags that Medusa reads once, recipes that register
 * when they are imported. They get jest's usual context and registry.
 */
const ALONE = [
  "http/boot",
  "http/clockwork",
  "http/loyalty",
  "http/operating",
  "http/other-event-bus",
  "http/own-hooks",
  "http/rbac",
  "http/unknown-core",
  "recipes/recipes",
]

const GLOBALS = [
  ...["describe", "it", "test", "expect"],
  ...["beforeAll", "beforeEach", "afterEach", "afterAll"],
]

/** What a suite adds to the maps that the plugin keeps for the whole process. */
const REGISTRIES = ["gates", "consumers", "webhooks", "aggregated-log"]

const emptyRegistries = () => {
  for (const name of REGISTRIES) {
    globalThis[Symbol.for(`medusa-plugin-order-finalized.${name}`)]?.clear()
  }
}

const requireAnew = (file) => {
  delete require.cache[file]
  return require(file)
}

/** Has the suite, and jest's own runner with it, run in this process's realm. */
const share = (environment, runtime) => {
  require("ts-node/register")
  require("../helpers/backend/resolve-plugin")
  // Circus keeps its handlers here: those of an earlier suite would take the errors of this
  // one that no test waits for, and nobody would hear of them.
  delete globalThis[Symbol.for("EVENT_HANDLERS")]
  globalThis.jest = environment.moduleMocker
  runtime.requireModule = (file) => {
    for (const name of GLOBALS) {
      globalThis[name] = environment.global[name]
    }
    return requireAnew(file)
  }
}

module.exports = async (...args) => {
  const [, config, environment, runtime, testPath] = args
  const isAlone = ALONE.some((name) => testPath.endsWith(`/${name}.spec.ts`))
  const { env } = isAlone ? environment.global.process : process
  if (!isAlone) {
    share(environment, runtime)
  }
  env.ENGINE = config.displayName.name
  try {
    return await circus(...args)
  } finally {
    // The suites of another project may be next.
    delete env.ENGINE
    emptyRegistries()
  }
}
