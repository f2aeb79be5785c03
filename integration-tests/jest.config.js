const path = require("path")

const rootDir = path.join(__dirname, "..")

// Medusa imports some of its packages dynamically, which jest's module registry
// can only do with this flag. Set here it reaches jest's workers, however jest
// was started; `workerIdleMemoryLimit` below makes jest always use workers.
const flags = [
  "--experimental-vm-modules",
  "--disable-warning=ExperimentalWarning",
  // A backend makes much that is of use for a moment: it is collected more seldom, and less
  // of it is kept for long.
  "--max-semi-space-size=64",
].join(" ")
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ""} ${flags}`

const shared = {
  rootDir,
  testEnvironment: "node",
  transform: {
    "^.+\\.[jt]s$": [
      "@swc/jest",
      {
        jsc: {
          parser: { syntax: "typescript", decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: "es2022",
        },
      },
    ],
  },
  modulePathIgnorePatterns: ["<rootDir>/.medusa/"],
  // Recipes import the plugin by its name, as in a backend that has it installed.
  moduleNameMapper: {
    "^medusa-plugin-order-finalized$": "<rootDir>/src/index.ts",
  },
  setupFilesAfterEnv: ["<rootDir>/integration-tests/setup/each-file.js"],
}

/** Jest runs these once for all projects, as they name the same file. */
const services = {
  globalSetup: "<rootDir>/integration-tests/setup/global-setup.js",
  globalTeardown: "<rootDir>/integration-tests/setup/global-teardown.js",
}

const specs = (...folders) =>
  folders.map((name) => `<rootDir>/integration-tests/${name}/**/*.spec.ts`)

/**
 * Suites of a backend to which neither the engine nor the event bus makes a difference: in
 * memory is enough.
 */
const ON_ANY_ENGINE = [
  "admin/admin",
  "http/admin-api",
  "http/checkout-patience",
  "http/odd-input",
  "http/other-event-bus",
  "http/rbac",
  "http/upgrade",
  "recipes/brokers",
  "recipes/recipes",
]

/** Suites that run a backend, once on each engine. */
const onEngine = (name, without = []) => ({
  ...shared,
  ...services,
  displayName: name,
  testRunner: "<rootDir>/integration-tests/setup/shared-process.js",
  testMatch: specs("http", "workflows", "recipes", "crash", "model", "admin"),
  testPathIgnorePatterns: [
    "/node_modules/",
    ...without.map((name) => `/integration-tests/${name}\\.spec\\.ts$`),
  ],
})

module.exports = {
  rootDir,
  // A suite boots a backend in its beforeAll, on a machine that may be busy.
  testTimeout: 120_000,
  // Two cores carry two suites that compute, and one that waits: of four, on a slow machine,
  // each boots a backend for longer than its tests may wait.
  maxWorkers: 3,
  workerIdleMemoryLimit: "1.5GB",
  testSequencer: "<rootDir>/integration-tests/setup/longest-first.js",
  // Core's Redis lock leaves a timer of 5 s running behind each locked job, and
  // a worker ends when the last one has: no leak that jest should warn of.
  workerGracefulExitTimeout: 10_000,
  projects: [
    // What needs no service: `npx jest --selectProjects unit` takes seconds.
    {
      ...shared,
      displayName: "unit",
      testMatch: specs("unit"),
    },
    // What needs PostgreSQL, but does not depend on the engine.
    {
      ...shared,
      ...services,
      displayName: "node",
      testMatch: specs("modules", "package"),
    },
    onEngine("in-memory"),
    onEngine("redis", ON_ANY_ENGINE),
  ],
}
