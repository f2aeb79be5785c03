import { Kafka, logLevel, Partitioners, type Producer } from "kafkajs"
import {
  OrderFinalizationEvents,
  processOnce,
  toCloudEvent,
} from "medusa-plugin-order-finalized"
import { setTimeout } from "timers/promises"

/** Orders in Kafka, in a topic of yours: the key is the order's ID, which is one partition. */
const TOPIC = process.env.KAFKA_TOPIC ?? "order-events"
/** Of a request, in milliseconds. */
const REQUEST_TIMEOUT = 10_000
/** To connect and to publish, in milliseconds. */
const TIMEOUT = 25_000

/** One for the process, until it fails. */
let connected: Promise<Producer> | undefined

const connect = async (): Promise<Producer> => {
  const producer = new Kafka({
    clientId: "medusa-order-events",
    brokers: process.env.KAFKA_BROKERS!.split(","),
    logLevel: logLevel.NOTHING,
    connectionTimeout: REQUEST_TIMEOUT,
    requestTimeout: REQUEST_TIMEOUT,
    // `processOnce` does that, and keeps the order of an order's events.
    retry: { retries: 1 },
  }).producer({
    allowAutoTopicCreation: false,
    // As Kafka's own clients choose the partition of a key.
    createPartitioner: Partitioners.DefaultPartitioner,
  })
  await producer.connect()
  return producer
}

const fail = async (signal: AbortSignal): Promise<never> => {
  await setTimeout(TIMEOUT, null, { ref: false, signal })
  throw new Error(`Kafka has not taken the event within ${TIMEOUT} ms`)
}

export default processOnce("kafka", async ({ event, container }) => {
  const client = (connected ??= connect())
  const published = client.then((producer) =>
    producer.send({
      topic: TOPIC,
      // Of all replicas that are in sync.
      acks: -1,
      timeout: REQUEST_TIMEOUT,
      messages: [
        {
          key: event.data.id,
          value: JSON.stringify(toCloudEvent(event, container)),
          headers: { "content-type": "application/cloudevents+json" },
        },
      ],
    })
  )
  const answered = new AbortController()
  try {
    await Promise.race([published, fail(answered.signal)])
  } catch (error) {
    // Requests that are under way when a connection is lost and made again may never end
    // (kafkajs 2.2.4): the next attempt has a producer of its own.
    if (connected === client) {
      connected = undefined
    }
    client.then((producer) => producer.disconnect()).catch(() => {})
    throw error
  } finally {
    answered.abort()
  }
})

export const config = {
  event: [OrderFinalizationEvents.FINALIZED, OrderFinalizationEvents.REVERTED],
}
