import { Kafka, logLevel, Partitioners, type Producer } from "kafkajs"
import {
  OrderFinalizationEvents,
  processOnce,
  toCloudEvent,
} from "medusa-plugin-order-finalized"

/** Orders in Kafka, in a topic of yours: the key is the order's ID, which is one partition. */
const TOPIC = process.env.KAFKA_TOPIC ?? "order-events"
/** In milliseconds. */
const TIMEOUT = 10_000

let connected: Promise<Producer> | undefined

/** One for the process, which connects again by itself once it has been connected. */
const connectOnce = () => {
  connected ??= connect().catch((error) => {
    connected = undefined
    throw error
  })
  return connected
}

const connect = async (): Promise<Producer> => {
  const producer = new Kafka({
    clientId: "medusa-order-events",
    brokers: process.env.KAFKA_BROKERS!.split(","),
    logLevel: logLevel.NOTHING,
    connectionTimeout: TIMEOUT,
    requestTimeout: TIMEOUT,
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

export default processOnce("kafka", async ({ event, container }) => {
  const producer = await connectOnce()
  await producer.send({
    topic: TOPIC,
    // Of all replicas that are in sync.
    acks: -1,
    timeout: TIMEOUT,
    messages: [
      {
        key: event.data.id,
        value: JSON.stringify(toCloudEvent(event, container)),
        headers: { "content-type": "application/cloudevents+json" },
      },
    ],
  })
})

export const config = {
  event: [OrderFinalizationEvents.FINALIZED, OrderFinalizationEvents.REVERTED],
}
