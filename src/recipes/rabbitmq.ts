import { connect, type ConfirmChannel } from "amqplib"
import {
  OrderFinalizationEvents,
  processOnce,
  toCloudEvent,
} from "medusa-plugin-order-finalized"

/**
 * Orders in RabbitMQ: a topic exchange, to which a durable queue of yours has to be bound
 * by `orders.*`. RabbitMQ confirms what no queue takes, and drops it: `mandatory` has it
 * given back, and the event is tried again.
 */
const EXCHANGE = process.env.AMQP_EXCHANGE ?? "orders"
/** In seconds: a connection whose other end is silent for twice as long is closed. */
const HEARTBEAT = 5

type Opened = { channel: ConfirmChannel; unroutable: Set<string> }

let opened: Promise<Opened> | undefined

const open = async (forget: () => void): Promise<Opened> => {
  const url = new URL(process.env.AMQP_URL!)
  url.searchParams.set("heartbeat", String(HEARTBEAT))
  const connection = await connect(url.toString(), { timeout: 10_000 })
  // One that the server has closed the channel of would stay open for good.
  const end = () => {
    forget()
    connection.close().catch(() => {})
  }
  connection.on("error", forget).on("close", forget)
  try {
    const channel = await connection.createConfirmChannel()
    channel.on("error", end).on("close", end)
    const unroutable = new Set<string>()
    channel.on("return", ({ properties }) =>
      unroutable.add(properties.messageId)
    )
    await channel.assertExchange(EXCHANGE, "topic", { durable: true })
    return { channel, unroutable }
  } catch (error) {
    end()
    throw error
  }
}

/** One for the process, until it breaks: every event that waits for it then fails. */
const openOnce = () => {
  if (!opened) {
    const forget = () => {
      if (opened === opening) {
        opened = undefined
      }
    }
    const opening = open(forget)
    opening.catch(forget)
    opened = opening
  }
  return opened
}

export default processOnce("rabbitmq", async ({ event, container }) => {
  const { id, event_id } = event.data
  const { channel, unroutable } = await openOnce()
  const body = JSON.stringify(toCloudEvent(event, container))
  const options = {
    persistent: true,
    mandatory: true,
    messageId: event_id,
    contentType: "application/cloudevents+json",
  }
  await new Promise<void>((resolve, reject) =>
    channel.publish(
      EXCHANGE,
      `orders.${id}`,
      Buffer.from(body),
      options,
      (error) => (error ? reject(error) : resolve())
    )
  )
  // What is given back comes before its confirmation.
  if (unroutable.delete(event_id)) {
    throw new Error(`No queue of RabbitMQ takes orders.${id}`)
  }
})

export const config = {
  event: [OrderFinalizationEvents.FINALIZED, OrderFinalizationEvents.REVERTED],
}
