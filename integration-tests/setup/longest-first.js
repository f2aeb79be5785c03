const { default: Sequencer } = require("@jest/test-sequencer")

/** The suites that take longest, by what they took on two cores. */
const LONGEST = [
  "package/package",
  "model/model",
  "admin/admin",
  "recipes/brokers",
  "crash/kill-points",
  "crash/outages",
  "http/process-once",
  "crash/webhooks",
  "crash/process-once",
  "crash/shutdown",
  "recipes/recipes",
  "http/checkout-patience",
  "workflows/reverts",
  "http/money",
]

const rankOf = ({ path }) => {
  const rank = LONGEST.findIndex((name) => path.endsWith(`/${name}.spec.ts`))
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
