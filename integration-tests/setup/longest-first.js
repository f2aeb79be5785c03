const { default: Sequencer } = require("@jest/test-sequencer")

/**
 * The suites that take longest, by what they took on two cores; one that waits most of its
 * time (for brokers, leases and outages) beside two that compute.
 */
const LONGEST = [
  "package/package",
  "model/model on in-memory",
  "recipes/brokers",
  "model/model on redis",
  "crash/kill-points on redis",
  "admin/admin",
  "crash/kill-points",
  "http/checkout-patience",
  "http/process-once",
  "crash/outages",
  "recipes/recipes",
  "http/money",
  "http/reconciling",
  "http/deferred-payment",
  "http/clockwork",
]

const rankOf = ({ path, context }) => {
  const [, name] = /integration-tests[\\/](.*)\.spec\.ts$/.exec(path)
  const suite = `${name.replaceAll("\\", "/")} on ${context.config.displayName.name}`
  const rank = LONGEST.findIndex((each) => `${suite} `.startsWith(`${each} `))
  return rank < 0 ? LONGEST.length : rank
}

/**
 * Begins with what takes longest, so that no worker is left with it when the others have
 * done. Jest itself goes by the size of a file as long as it has seen no run, as in CI.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => rankOf(a) - rankOf(b))
  }
}
