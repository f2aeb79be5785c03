import { connect } from "amqplib"
import { type Broker, type BrokerMessage, toKey } from "./broker"
import { layCable } from "./cable"

/** RabbitMQ at `AMQP_URL`, or here; `null` if none answers. */
export const openRabbitMq = async (name: string): Promise<Broker | null> => {
  const url = new URL(process.env.AMQP_URL ?? "amqp://guest:guest@127.0.0.1")
  const connection = await connect(url.toString(), { timeout: 2_000 }).catch(
    () => null
  )
  if (!connection) {
    return null
  }
  const channel = await connection.createChannel()
  await channel.assertExchange(name, "topic", { durable: true })
  const { queue } = await channel.assertQueue("", { exclusive: true })
  await channel.bindQueue(queue, name, "orders.*")
  const messages: BrokerMessage[] = []
  await channel.consume(
    queue,
    (message) => {
      const { fields, properties, content } = message!
      messages.push({
        key: toKey(fields.routingKey),
        id: properties.messageId,
        event: JSON.parse(content.toString()),
      })
    },
    { noAck: true }
  )
  const cable = await layCable(url.hostname, Number(url.port || 5672))
  const near = new URL(url)
  near.hostname = "127.0.0.1"
  near.port = String(cable.port)
  return {
    consumer: "rabbitmq",
    recipe: "rabbitmq",
    env: { AMQP_URL: near.toString(), AMQP_EXCHANGE: name },
    messages: () => messages,
    leave: cable.cut,
    return: cable.mend,
    stop: async () => {
      await channel.deleteExchange(name)
      await connection.close()
      await cable.stop()
    },
  }
}
