import { connect } from "amqplib"
import { type Broker, type BrokerMessage, toKey } from "./broker"
import { layCable } from "./cable"

const SUBJECTS = "orders.*"

/** AMQP_URL, or the local RabbitMQ if it answers, or "". */
export const findRabbitMq = async (): Promise<string> => {
  const url = process.env.AMQP_URL ?? "amqp://guest:guest@127.0.0.1:5672"
  const connection = await connect(url, { timeout: 2_000 }).catch(() => null)
  await connection?.close()
  return connection ? url : ""
}

/** An exchange and a queue of its own on the RabbitMQ of the test run. */
export const openRabbitMq = async (name: string): Promise<Broker> => {
  const url = new URL(process.env.TEST_AMQP_URL!)
  const connection = await connect(url.toString())
  const channel = await connection.createChannel()
  await channel.assertExchange(name, "topic", { durable: true })
  const { queue } = await channel.assertQueue("", { exclusive: true })
  await channel.bindQueue(queue, name, SUBJECTS)
  const messages: BrokerMessage[] = []
  await channel.consume(
    queue,
    (message) => {
      const { fields, properties, content } = message!
      messages.push({
        key: toKey(fields.routingKey),
        id: properties.messageId,
        event: JSON.parse(content.toString()),
        isPersistent: properties.deliveryMode === 2,
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
    refuse: async () => void (await channel.unbindQueue(queue, name, SUBJECTS)),
    accept: async () => void (await channel.bindQueue(queue, name, SUBJECTS)),
    stop: async () => {
      await channel.deleteExchange(name)
      await connection.close()
      await cable.stop()
    },
  }
}
