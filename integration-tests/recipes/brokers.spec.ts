import { randomBytes } from "crypto"
import { CloudEvent } from "cloudevents"
import { OrderFinalizationEvents } from "../../src"
import { describeOnEngine } from "../helpers/backend/engine"
import {
  type SpawnedBackend,
  spawnBackend,
} from "../helpers/backend/spawn-backend"
import type { Broker } from "../helpers/brokers/broker"
import { listBrokers, skipOrFail } from "../helpers/brokers/brokers"
import { isDuplicate } from "../helpers/brokers/nats"
import { withClient } from "../helpers/services/databases"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { findFault } from "../helpers/watch/event-contract"
import { createJournal, type Journal } from "../helpers/watch/journal"
import { waitFor } from "../helpers/watch/wait-for"

const { FINALIZED, REVERTED } = OrderFinalizationEvents

const SOURCE = "https://shop.example.com"
const INSTANCES = 3
const ORDERS = 60

/** In milliseconds: a job that runs every five seconds, and a busy machine. */
const DELIVERY_TIME = 60_000
/** In milliseconds: a receipt's lease of 30 s, and the above. */
const RECOVERY_TIME = 90_000
/** Then a receipt has failed for 1 + 2 + 4 + 8 + 16 s at least. */
const ATTEMPTS_OF_30_S = 6

/** Both events of each order, published a moment ago: consumers are still to have them. */
const INSERT_EVENTS = `
  with progress as (
    update order_finalization_progress set last_position = last_position + 2 * $2
    returning last_position - 2 * $2 as before
  )
  insert into order_finalization_event (
    id, order_id, sequence, name, data, position, due_at, published_at, attempts
  )
  select id, order_id, sequence, name,
    jsonb_build_object(
      'id', order_id, 'event_id', id, 'sequence', sequence, 'cart_id', null,
      'display_id', n, 'occurred_at', '2026-11-23T12:00:00.000Z'
    ) || case sequence
      when 1 then jsonb_build_object(
        'currency_code', 'eur', 'total', 40,
        'payment', jsonb_build_object(
          'status', 'captured', 'authorized_amount', 40, 'captured_amount', 40,
          'transaction_ids', jsonb_build_array()
        )
      )
      else jsonb_build_object(
        'was_finalized', true,
        'reason', jsonb_build_object('code', 'workflow_canceled', 'step', null)
      )
    end,
    before + 2 * (n - 1) + sequence, now(), now(), 1
  from progress, generate_series(1, $2) n, generate_series(1, 2) sequence,
    lateral (select
      'ordev_' || $1 || '_' || n || '_' || sequence as id,
      'order_' || $1 || '_' || n as order_id,
      case sequence when 1 then 'order.finalized' else 'order.reverted' end as name
    ) named`

const INSERT_RECEIPTS = `
  insert into order_finalization_receipt (
    id, event_id, order_id, sequence, consumer, status, next_attempt_at
  )
  select 'ordrec_' || consumer || '_' || event.id, event.id, order_id, sequence,
    consumer, 'pending', now()
  from order_finalization_event event, unnest($2::text[]) consumer
  where event.id like 'ordev_' || $1 || '_%'`

describeOnEngine(
  "Brokers",
  (context) => {
    let journal: Journal
    const env = { ...process.env }
    const all = listBrokers()
    const found = all.filter(({ isThere }) => isThere)
    const brokers: Broker[] = []
    const instances: SpawnedBackend[] = []
    const stream = `of-${randomBytes(4).toString("hex")}`

    const start = async () => {
      const { databaseUrl, redisUrl, redisPrefix } = context.engine
      const instance = await spawnBackend({
        journal,
        databaseUrl,
        redisUrl,
        redisPrefix,
        recipes: brokers.map(({ recipe }) => recipe),
        pluginOptions: { cloudEventsSource: SOURCE },
      })
      instances.push(instance)
      return instance
    }

    const query = async (sql: string, values: unknown[]) =>
      await withClient(context.engine.databaseUrl, async (client) => {
        const { rows } = await client.query(sql, values)
        return rows
      })

    const consumers = () => brokers.map(({ consumer }) => consumer).sort()

    const insertOrders = async (name: string) => {
      await query(INSERT_EVENTS, [name, ORDERS])
      await query(INSERT_RECEIPTS, [name, consumers()])
    }

    const receiptsOf = async (orders: string): Promise<string[]> => {
      const rows = await query(
        `select consumer || ' ' || status as line
         from order_finalization_receipt where order_id like $1 order by consumer`,
        [orders]
      )
      return rows.map(({ line }) => line)
    }

    const untilDone = async (orders: string, timeout: number) => {
      let receipts: string[] = []
      await waitFor(
        async () => {
          receipts = await receiptsOf(orders)
          return (
            receipts.length && receipts.every((line) => line.endsWith("done"))
          )
        },
        { timeout, message: () => `${orders} to be done: ${receipts}` }
      )
    }

    /** What a broker has of orders, by their keys; of a repeat the first. */
    const sequencesOf = ({ messages }: Broker, orders: string) => {
      const known = new Set<string>()
      const byKey = new Map<string, number[]>()
      for (const { key, id, event } of messages()) {
        if (key.startsWith(orders) && !known.has(id)) {
          known.add(id)
          byKey.set(key, [...(byKey.get(key) ?? []), event.data.sequence])
        }
      }
      return byKey
    }

    const inOrder = (name: string) =>
      new Map(
        Array.from({ length: ORDERS }, (_, index) => [
          `order_${name}_${index + 1}`,
          [1, 2],
        ])
      )

    const expectAll = async (name: string) => {
      const expected = inOrder(name)
      for (const broker of brokers) {
        const read = () => sequencesOf(broker, `order_${name}_`)
        await waitFor(() => [...read().values()].flat().length === 2 * ORDERS, {
          message: `${broker.consumer} to have read all`,
        })
        expect([broker.consumer, read()]).toEqual([broker.consumer, expected])
      }
    }

    beforeAll(async () => {
      journal = createJournal()
      for (const { open } of found) {
        const broker = await open(stream)
        brokers.push(broker)
        Object.assign(process.env, broker.env)
      }
      for (let count = 0; count < INSTANCES; count++) {
        await start()
      }
    }, 240_000)
    afterAll(async () => {
      for (const instance of instances) {
        await instance.kill()
      }
      for (const broker of brokers) {
        for (const name of Object.keys(broker.env)) {
          delete process.env[name]
        }
        await broker.stop()
      }
      Object.assign(process.env, env)
      journal.remove()
    })

    all
      .filter(({ isThere }) => !isThere)
      .forEach(({ name }) => skipOrFail(name, "brokers"))
    const itOnThem = found.length ? it : it.skip

    itOnThem(
      "have each event once, in order of its order, from three instances",
      async () => {
        await insertOrders("three")
        await untilDone("order_three_%", DELIVERY_TIME)
        await expectAll("three")
        for (const { consumer, messages } of brokers) {
          const events = messages().filter(({ key }) => key.includes("_three_"))
          expect([consumer, events.length]).toEqual([consumer, 2 * ORDERS])
          for (const { key, id, event, isPersistent } of events) {
            expect(findFault("order-cloud-event", event)).toBeNull()
            const known = new CloudEvent<object>(event)
            expect(known.validate()).toBe(true)
            expect(known.toJSON()).toEqual(event)
            const { sequence, occurred_at } = event.data
            expect(event).toMatchObject({
              specversion: "1.0",
              id,
              source: SOURCE,
              type: sequence === 1 ? FINALIZED : REVERTED,
              subject: key,
              partitionkey: key,
              time: occurred_at,
              sequence: `000000000${sequence}`,
            })
            expect([consumer, isPersistent]).toEqual([
              consumer,
              consumer === "rabbitmq" || undefined,
            ])
          }
        }
      },
      120_000
    )

    itOnThem(
      "have what no queue or stream took, once there is one",
      async () => {
        const refusing = brokers.filter(({ refuse }) => refuse)
        for (const broker of refusing) {
          await broker.refuse!()
        }
        await insertOrders("refused")
        await waitFor(
          async () => {
            const rows = await query(
              `select consumer from order_finalization_receipt
               where order_id like 'order_refused_%' and last_error is not null
               group by consumer`,
              []
            )
            return rows.length === refusing.length
          },
          { timeout: DELIVERY_TIME, message: "events to be refused" }
        )
        for (const broker of refusing) {
          await broker.accept!()
        }
        await untilDone("order_refused_%", DELIVERY_TIME)
        await expectAll("refused")
      },
      150_000
    )

    itOnThem(
      "have the same ID again from a backend that is killed before its receipt",
      async () => {
        const dying = instances.shift()!
        const { cart_id } = await readyCart(dying)
        for (const _ of brokers) {
          dying.trap({ point: "before-receipt", cart_id, action: "hold" })
        }
        const { data } = await completeCart(dying, cart_id)
        const orderId: string = data.order.id
        const messagesOf = ({ messages }: Broker) =>
          messages().filter(({ key }) => key === orderId)
        await waitFor(
          () => brokers.every((broker) => messagesOf(broker).length === 1),
          { timeout: DELIVERY_TIME, message: "each broker to have the order" }
        )
        await dying.kill()
        expect(await receiptsOf(orderId)).toEqual(
          consumers().map((consumer) => `${consumer} pending`)
        )
        await untilDone(orderId, RECOVERY_TIME)

        for (const broker of brokers) {
          const [first, ...more] = messagesOf(broker)
          if (broker.consumer === "nats") {
            // The server has dropped the repeat, and would drop another.
            expect(more).toEqual([])
            expect(await isDuplicate(stream, first!)).toBe(true)
          } else {
            await waitFor(() => messagesOf(broker).length === 2)
            expect(messagesOf(broker)[1]).toEqual(first)
          }
        }
      },
      240_000
    )

    itOnThem(
      "have every event, in order, when nobody has reached them for 30 s",
      async () => {
        brokers.forEach(({ leave }) => leave())
        await insertOrders("outage")
        await waitFor(
          async () => {
            const rows = await query(
              `select consumer from order_finalization_receipt
             where order_id like 'order_outage_%'
             group by consumer having max(attempts) >= $1`,
              [ATTEMPTS_OF_30_S]
            )
            return rows.length === brokers.length
          },
          { timeout: 200_000, message: "each broker to be tried for 30 s" }
        )
        const has = brokers.map(({ messages }) =>
          messages().filter(({ key }) => key.includes("_outage_"))
        )
        expect(has.flat()).toEqual([])
        brokers.forEach((broker) => broker.return())
        await untilDone("order_outage_%", 200_000)
        await expectAll("outage")
      },
      450_000
    )
  },
  { boot: false }
)
