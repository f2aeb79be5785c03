import "../helpers/backend/resolve-plugin"
import { randomBytes } from "crypto"
import { connect as connectRabbitMq } from "amqplib"
import { Kafka, logLevel, Partitioners } from "kafkajs"
import { connect as connectNats } from "nats"
import { Client } from "pg"
import { runDueReceipts } from "../../src/consumers/run-due-receipts"
import { MAX_RUNS } from "../../src/consumers/registry"
import { startApp } from "../helpers/backend/app"
import { loadRecipe } from "../helpers/backend/load-recipe"
import type { Broker } from "../helpers/brokers/broker"
import { listBrokers } from "../helpers/brokers/brokers"
import { findNats } from "../helpers/brokers/nats"
import { findRabbitMq } from "../helpers/brokers/rabbitmq"
import { waitFor } from "../helpers/watch/wait-for"
import { insertPublishedEvents } from "./outbox-rows"
import type { Part } from "./parts"

/** JSON, as large as a CloudEvent of `order.finalized`. */
const BODY = JSON.stringify("x".repeat(700))

export type BrokersFigures = {
  events: number
  brokers: { name: string; events_per_s: number; bare_per_s: number }[]
}

/** Publishes one message, and resolves when the broker has it. */
type Publish = (id: number) => Promise<unknown>

/** The client alone, with the recipe's own guarantees. */
const openBare: Record<
  string,
  (env: Record<string, string>) => Promise<[Publish, () => Promise<unknown>]>
> = {
  nats: async ({ NATS_URL, NATS_SUBJECT }) => {
    const nats = await connectNats({ servers: NATS_URL })
    const jetStream = nats.jetstream()
    return [
      async (id) =>
        await jetStream.publish(`${NATS_SUBJECT}.bare_${id}`, BODY, {
          msgID: `bare_${id}`,
        }),
      async () => await nats.close(),
    ]
  },
  rabbitmq: async ({ AMQP_URL, AMQP_EXCHANGE }) => {
    const connection = await connectRabbitMq(AMQP_URL!)
    const channel = await connection.createConfirmChannel()
    const options = { persistent: true, mandatory: true }
    return [
      async (id) =>
        await new Promise<void>((resolve, reject) =>
          channel.publish(
            AMQP_EXCHANGE!,
            `orders.bare_${id}`,
            Buffer.from(BODY),
            options,
            (error) => (error ? reject(error) : resolve())
          )
        ),
      async () => await connection.close(),
    ]
  },
  kafka: async ({ KAFKA_BROKERS, KAFKA_TOPIC }) => {
    const producer = new Kafka({
      brokers: [KAFKA_BROKERS!],
      logLevel: logLevel.NOTHING,
    }).producer({ createPartitioner: Partitioners.DefaultPartitioner })
    await producer.connect()
    return [
      async (id) =>
        await producer.send({
          topic: KAFKA_TOPIC!,
          acks: -1,
          messages: [{ key: `bare_${id}`, value: BODY }],
        }),
      async () => await producer.disconnect(),
    ]
  },
}

const perSecond = async (count: number, work: () => Promise<void>) => {
  const start = performance.now()
  await work()
  return count / ((performance.now() - start) / 1_000)
}

const measureBare = async ({ consumer, env }: Broker, count: number) => {
  const [publish, close] = await openBare[consumer]!(env)
  let next = 0
  const publishAll = async () => {
    while (next < count) {
      await publish(next++)
    }
  }
  try {
    return await perSecond(count, async () => {
      // As many at once as `processOnce` has handlers.
      await Promise.all(Array.from({ length: MAX_RUNS }, publishAll))
    })
  } finally {
    await close()
  }
}

/**
 * How many events each recipe carries to its broker, receipts included, and how many
 * messages the bare client does, with as many on their way at once.
 */
export const run: Part<"brokers"> = async (
  { databaseUrl, count },
  progress
) => {
  process.env.TEST_NATS_URL = await findNats()
  process.env.TEST_AMQP_URL = await findRabbitMq()
  const { container, stop } = await startApp({
    databaseUrl,
    // Nothing of this process begins before the clock does.
    env: { MEDUSA_WORKER_MODE: "server" },
  })
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  const brokers: BrokersFigures["brokers"] = []
  try {
    await insertPublishedEvents(client, 1, count)
    for (const { name, isThere, open } of listBrokers()) {
      if (!isThere) {
        progress(`brokers: no ${name} found, it is left out`)
        continue
      }
      progress(`brokers: ${count} events to ${name}`)
      const broker = await open(`of-${randomBytes(4).toString("hex")}`)
      Object.assign(process.env, broker.env)
      await loadRecipe(container, broker.recipe)
      const { consumer } = broker
      await client.query(
        `insert into order_finalization_receipt (
           id, event_id, order_id, sequence, consumer, status, next_attempt_at
         )
         select 'ordrec_' || $1 || id, id, order_id, sequence, $1, 'pending', now()
         from order_finalization_event`,
        [consumer]
      )
      const isDone = async () => {
        const { rows } = await client.query(
          `select 1 from order_finalization_receipt
           where consumer = $1 and status <> 'done' limit 1`,
          [consumer]
        )
        return rows.length === 0
      }
      const events_per_s = await perSecond(count, async () => {
        await runDueReceipts(container)
        await waitFor(isDone, { timeout: 300_000, message: consumer })
      })
      const bare_per_s = await measureBare(broker, count)
      brokers.push({ name, events_per_s, bare_per_s })
      await broker.stop()
    }
  } finally {
    await client.end()
    await stop()
  }
  return { events: count, brokers }
}
