import { connect, headers, type NatsConnection } from "nats"
import {
  OrderFinalizationEvents,
  processOnce,
  toCloudEvent,
} from "medusa-plugin-order-finalized"

/**
 * Orders in NATS JetStream. A stream of yours has to have the subjects `orders.*`: without
 * one nobody acknowledges, and the event is tried again. Its `duplicate_window` decides for
 * how long a repeat is known for one; a backend that is killed repeats after half a minute.
 */
const SUBJECT = process.env.NATS_SUBJECT ?? "orders"
/** In milliseconds. */
const TIMEOUT = 10_000

let connected: Promise<NatsConnection> | undefined

/**
 * One for the process, which connects again by itself once it has been connected, unless the
 * server refuses its credentials twice.
 */
const connectOnce = () => {
  if (!connected) {
    const connecting = connect({
      servers: process.env.NATS_URL,
      maxReconnectAttempts: -1,
    })
    const forget = () => {
      if (connected === connecting) {
        connected = undefined
      }
    }
    connecting.then((nats) => nats.closed()).then(forget, forget)
    connected = connecting
  }
  return connected
}

export default processOnce("nats", async ({ event, container }) => {
  const nats = await connectOnce()
  const contentType = headers()
  contentType.set("content-type", "application/cloudevents+json")
  // Resolves once the stream has it. The server drops another with the same ID.
  await nats
    .jetstream()
    .publish(
      `${SUBJECT}.${event.data.id}`,
      JSON.stringify(toCloudEvent(event, container)),
      {
        msgID: event.data.event_id,
        headers: contentType,
        timeout: TIMEOUT,
      }
    )
})

export const config = {
  event: [OrderFinalizationEvents.FINALIZED, OrderFinalizationEvents.REVERTED],
}
