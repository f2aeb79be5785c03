import { connect, StorageType } from "nats"
import { type Broker, type BrokerMessage, toKey } from "./broker"
import { layCable } from "./cable"

/** With JetStream: without it nobody would acknowledge. */
const isUp = async (url: string): Promise<boolean> => {
  const nats = await connect({ servers: url, timeout: 2_000 }).catch(() => null)
  const info = await nats
    ?.jetstreamManager()
    .then((manager) => manager.getAccountInfo())
    .catch(() => null)
  await nats?.close()
  return Boolean(info)
}

/** NATS_URL, or the local NATS if it answers and has JetStream, or "". */
export const findNats = async (): Promise<string> => {
  const url = process.env.NATS_URL ?? "nats://127.0.0.1:4222"
  return (await isUp(url)) ? url : ""
}

/** A stream of its own on the NATS of the test run. */
export const openNats = async (name: string): Promise<Broker> => {
  const url = new URL(process.env.TEST_NATS_URL!)
  const nats = await connect({ servers: process.env.TEST_NATS_URL })
  const manager = await nats.jetstreamManager()
  await manager.streams.add({
    name,
    subjects: [`${name}.*`],
    storage: StorageType.Memory,
  })
  const hear = async (subject: string) =>
    void (await manager.streams.update(name, { subjects: [subject] }))
  const messages: BrokerMessage[] = []
  const consumer = await nats.jetstream().consumers.get(name)
  const reading = await consumer.consume({
    callback: (message) => {
      messages.push({
        key: toKey(message.subject),
        id: message.headers!.get("Nats-Msg-Id"),
        event: message.json(),
      })
    },
  })
  const cable = await layCable(url.hostname, Number(url.port || 4222))
  return {
    consumer: "nats",
    recipe: "nats-jetstream",
    env: {
      NATS_URL: `nats://127.0.0.1:${cable.port}`,
      NATS_SUBJECT: name,
    },
    messages: () => messages,
    leave: cable.cut,
    return: cable.mend,
    refuse: async () => await hear(`${name}.none`),
    accept: async () => await hear(`${name}.*`),
    stop: async () => {
      await reading.close()
      await manager.streams.delete(name)
      await nats.close()
      await cable.stop()
    },
  }
}

/** What the server says of an event that is published once more, by its ID. */
export const isDuplicate = async (
  stream: string,
  { key, id }: BrokerMessage
): Promise<boolean> => {
  const nats = await connect({ servers: process.env.TEST_NATS_URL })
  try {
    const { duplicate } = await nats
      .jetstream()
      .publish(`${stream}.${key}`, "", { msgID: id })
    return duplicate
  } finally {
    await nats.close()
  }
}
