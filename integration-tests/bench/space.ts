import { Client } from "pg"
import { ulid } from "ulid"
import {
  decide,
  OPENED_RECORD,
  type Evidence,
} from "../../src/modules/order-finalization/decide"
import {
  newEventId,
  toFinalizedData,
} from "../../src/modules/order-finalization/event-data"
import { claimReceipt } from "../../src/modules/order-finalization/queries/inbox/claim-receipt"
import { finishReceipt } from "../../src/modules/order-finalization/queries/inbox/finish-receipt"
import { settleStaged } from "../../src/modules/order-finalization/queries/finalization/settle-staged"
import { stageOrder } from "../../src/modules/order-finalization/queries/finalization/stage-order"
import { trackOrder } from "../../src/modules/order-finalization/queries/finalization/track-order"
import { markEventsPublished } from "../../src/modules/order-finalization/queries/outbox/mark-events-published"
import type { TrackedOrder } from "../../src/modules/order-finalization/types"
import { FREE_ORDER } from "../helpers/shop/free-order"
import { toSqlManager } from "../helpers/services/sql-manager"
import type { Part } from "./parts"

const CONNECTIONS = 8
const CONSUMER = "erp"
const MINUTE = 60_000
/** Of the tables and indexes: the others hold next to nothing. */
const LARGEST = 10

export type SpaceFigures = {
  orders: number
  bytes_per_order: number
  /** Of it, by table and index, the largest first. */
  relations: { name: string; bytes_per_order: number }[]
}

/**
 * What the plugin stores of an order on its whole way, one consumer included, by its own
 * statements in their order, dead rows and all.
 */
export const run: Part<"space"> = async ({ databaseUrl, count }, progress) => {
  const clients = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const client = new Client({ connectionString: databaseUrl })
      await client.connect()
      return client
    })
  )
  try {
    progress(`space: ${count} orders from checkout to their consumer`)
    let next = 0
    await Promise.all(
      clients.map(async (client) => {
        while (next < count) {
          await placeOrder(client, next++)
        }
      })
    )
    return await measure(clients[0]!, count)
  } finally {
    await Promise.all(clients.map(async (client) => await client.end()))
  }
}

/** All that is written of an order that is paid at checkout. */
const placeOrder = async (client: Client, n: number): Promise<void> => {
  const sql = toSqlManager(client)
  const order = toOrder(n)
  const evidence = toEvidence(order, n)
  const outcome = decide(evidence, OPENED_RECORD, "authorized")
  if (outcome.event !== "order.finalized") {
    throw new Error(`Expected the order to be final, got ${outcome.status}`)
  }
  const event = toFinalizedData(order, outcome, newEventId())
  const newId = () => `ordfin_${ulid()}`
  await trackOrder(sql, newId(), order, MINUTE)
  await stageOrder(sql, newId(), order, event, MINUTE)
  await settleStaged(sql, order.order_id, MINUTE, MINUTE)
  const event_name = "order.finalized"
  const subscriptions = [{ consumer: CONSUMER, event_name } as const]
  await markEventsPublished(sql, [event.event_id], subscriptions, MINUTE)
  const receipt = await claimReceipt(sql, {
    event_id: event.event_id,
    consumer: CONSUMER,
    event_names: [event_name],
    lease_ms: MINUTE,
    grace_ms: MINUTE,
    max_attempts: 10,
  })
  if ("refused" in receipt) {
    throw new Error(`Expected a receipt, it was ${receipt.refused}`)
  }
  await finishReceipt(sql, receipt)
}

const toOrder = (n: number): TrackedOrder => ({
  order_id: `order_${ulid()}`,
  cart_id: `cart_${ulid()}`,
  display_id: n + 1,
  workflow_id: "complete-cart",
  transaction_id: `auto-${ulid()}`,
  run_id: ulid(),
  parent_workflow_id: null,
  parent_transaction_id: null,
  parent_run_id: null,
})

const toEvidence = (
  { cart_id, display_id }: TrackedOrder,
  n: number
): Evidence => {
  const total = 100 + (n % 900) + 0.95
  return {
    ...FREE_ORDER,
    order: { ...FREE_ORDER.order!, total, cart_id, display_id },
    payment: {
      ...FREE_ORDER.payment,
      required_amount: total,
      authorized_amount: total,
      captured_amount: total,
      transaction_ids: [`ordtrx_${ulid()}`],
    },
  }
}

/** As PostgreSQL counts it: data, indexes and free space map. */
const measure = async (client: Client, orders: number) => {
  const { rows } = await client.query<{ name: string; bytes: number }>(
    `select relname as name, pg_total_relation_size(oid)::float8
         - case relkind when 'r' then pg_indexes_size(oid) else 0 end as bytes
     from pg_class
     where relname ~ '^(IDX_)?order_finalization' and relkind in ('r', 'i')
     order by bytes desc`
  )
  const sum = rows.reduce((total, { bytes }) => total + bytes, 0)
  return {
    orders,
    bytes_per_order: Math.round(sum / orders),
    relations: rows
      .map(({ name, bytes }) => ({
        name,
        bytes_per_order: Math.round(bytes / orders),
      }))
      .slice(0, LARGEST),
  }
}
