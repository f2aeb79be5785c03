import { hasKcat, openKafka } from "./kafka"
import { openNats } from "./nats"
import { openRabbitMq } from "./rabbitmq"

/** Every broker that a recipe publishes to, and whether this test run has found one. */
export const listBrokers = () => [
  { name: "NATS", isThere: !!process.env.TEST_NATS_URL, open: openNats },
  {
    name: "RabbitMQ",
    isThere: !!process.env.TEST_AMQP_URL,
    open: openRabbitMq,
  },
  { name: "Kafka, by kcat", isThere: hasKcat(), open: openKafka },
]

/**
 * Names a server that was not found: its tests are skipped, and fail where `CI=true`.
 */
export const skipOrFail = (name: string, title: string): void => {
  if (process.env.CI === "true") {
    it(`${title} find ${name}`, () => {
      throw new Error(`Expected ${name} to be there`)
    })
    return
  }
  // Jest's own report leaves out a file that is skipped as a whole.
  process.stderr.write(`SKIPPED ${title}: no ${name} found\n`)
  it.skip(`${title} (no ${name} found)`, () => {})
}
