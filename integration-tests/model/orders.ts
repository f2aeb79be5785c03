import type { Client } from "pg"
import { withClient } from "../helpers/services/databases"
import { toEmail } from "./cart-pool"
import type { Sale } from "./sale"

export type Truth = {
  stands: boolean
  canceled_at: Date | string | null
  authorized: number
  captured: number
  unrecorded: number
  /** What refunds have taken off the order's total. */
  credited: number
  session_ids: string[]
}

export type LoggedEvent = Truth & {
  /** What may have been true within the last second. */
  lately: Truth
  event_id: string
  name: string
  is_due: boolean
  at: string
  run_state: string | null
}

/** An order with all that is written about it anywhere. */
export type OrderRow = Truth & {
  order_id: string
  cart_id: string
  status: string | null
  review_reason: string | null
  /** How its record stands to reconciliation, for whoever looks into a violation. */
  reconciling: object
  records: number
  /** Those of its collections, whatever became of them. */
  payments: {
    amount: number
    created_at: string
    canceled_at: string | null
    refunds: { amount: number; created_at: string }[]
  }[]
  events: {
    id: string
    name: string
    sequence: number
    due_at: string | null
    published_at: string | null
    data: {
      event_id: string
      sequence: number
      occurred_at: string
      payment?: { captured_amount: number; transaction_ids: string[] }
      was_finalized?: boolean
      reason?: { code: string; step: string | null }
    }
  }[]
  /** What was true when an event was staged, and when it became due. */
  log: LoggedEvent[]
  transitions: { old_status: string | null; new_status: string }[]
}

/** The orders of carts, whether they or only their records are there. */
const ASKED = `
  select o.id as order_id, split_part(o.email, '@', 1) as cart_id
  from "order" o where o.email = any($2) and o.deleted_at is null
  union
  select f.order_id, f.cart_id from order_finalization f where f.cart_id = any($1)`

const readOrderIds = async (client: Client, cartIds: string[]) => {
  const { rows } = await client.query<{ order_id: string }>(ASKED, [
    cartIds,
    cartIds.map(toEmail),
  ])
  return rows
}

const ROWS = `
  with asked as (${ASKED})
  select asked.*, f.status, f.review_reason, truth.*,
    jsonb_build_object(
      'noticed', f.noticed_session_ids, 'check_at', f.check_at,
      'claimed_until', f.claimed_until, 'checks', f.checks, 'age', now() - f.created_at
    ) as reconciling,
    (select count(*)::int from order_finalization same
      where same.order_id = asked.order_id) as records,
    coalesce((select jsonb_agg(jsonb_build_object(
        'amount', p.amount, 'created_at', p.created_at,
        'canceled_at', coalesce(p.canceled_at, p.deleted_at),
        'refunds', coalesce((select jsonb_agg(jsonb_build_object(
            'amount', r.amount, 'created_at', r.created_at))
          from refund r where r.payment_id = p.id and r.deleted_at is null), '[]')))
      from payment p join payment_session s on s.id = p.payment_session_id
      where s.id = any(truth.session_ids)), '[]') as payments,
    coalesce((select jsonb_agg(e order by e.sequence) from order_finalization_event e
      where e.order_id = asked.order_id), '[]') as events,
    coalesce((select jsonb_agg(l order by l.at) from test_event_log l
      where l.order_id = asked.order_id), '[]') as log,
    coalesce((select jsonb_agg(t) from test_transition t
      where t.order_id = asked.order_id), '[]') as transitions
  from asked
  left join order_finalization f on f.order_id = asked.order_id
  cross join lateral test_truth(asked.order_id, clock_timestamp()) truth`

/** Whether it was cancelled before the event bus had taken its `order.finalized`. */
export const wasCanceledUnannounced = (
  { events }: OrderRow,
  { canceled_at }: Truth
): boolean => {
  const finalized = events.find(({ name }) => name === "order.finalized")
  return (
    canceled_at !== null &&
    new Date(finalized?.published_at ?? 0) > new Date(canceled_at)
  )
}

/** Every order that was ever created for these carts, those that are gone included. */
export const readOrders = async (
  databaseUrl: string,
  sales: Sale[]
): Promise<OrderRow[]> =>
  await withClient(databaseUrl, async (client) => {
    const cartIds = sales.map(({ cart_id }) => cart_id)
    const { rows } = await client.query<OrderRow>(ROWS, [
      cartIds,
      cartIds.map(toEmail),
    ])
    return rows
  })

// The times that the plugin goes by, all of them; nothing else is changed.
const AGE = `
  update workflow_execution
  set created_at = least(created_at, now() - interval '61 s'),
      updated_at = least(updated_at, now() - interval '60 s')
  where workflow_id = 'complete-cart' and state <> 'done'
    and created_at > now() - interval '60 s'
    and context -> 'data' -> 'payload' ->> 'id' = any($1);
  update "order" set created_at = least(created_at, now() - interval '60 s')
  where email = any($2);
  update order_finalization
  set created_at = least(created_at, now() - interval '60 s')
  where order_id = any($3);
  update order_finalization set check_at = now()
  where order_id = any($3) and check_at is not null;
  update order_finalization_event set next_attempt_at = now(), claimed_until = null
  where next_attempt_at is not null and published_at is null and order_id = any($3)`

/**
 * Has a minute pass for these carts, instead of waiting for it: their orders and runs
 * are older afterwards, leases and back-offs have run out. With `reconcileAfter` well
 * below a minute a dead run is known for dead then, whatever it was nested in.
 */
export const passTime = async (
  databaseUrl: string,
  sales: Sale[]
): Promise<void> =>
  await withClient(databaseUrl, async (client) => {
    const cartIds = sales.map(({ cart_id }) => cart_id)
    const orderIds = (await readOrderIds(client, cartIds)).map(
      ({ order_id }) => order_id
    )
    const values = [cartIds, cartIds.map(toEmail), orderIds]
    for (const statement of AGE.split(";")) {
      const used = Number(/\$(\d)/.exec(statement)![1])
      await client.query(statement.replace(`$${used}`, "$1"), [
        values[used - 1],
      ])
    }
  })

/** Eight days pass for the record of an order, if it has one; one would wait seven. */
export const passDays = async (
  databaseUrl: string,
  orderId: string
): Promise<boolean> =>
  await withClient(databaseUrl, async (client) => {
    const { rowCount } = await client.query(
      `update order_finalization set created_at = now() - interval '8 days'
       where order_id = $1`,
      [orderId]
    )
    return rowCount === 1
  })

/** Deletes the runs that have ended, as core does three days later (Medusa 2.21.2). */
export const forgetRuns = async (
  databaseUrl: string,
  sales: Sale[]
): Promise<void> =>
  await withClient(databaseUrl, async (client) => {
    await client.query(
      `delete from workflow_execution
       where workflow_id = 'complete-cart' and state in ('done', 'reverted', 'failed')
         and context -> 'data' -> 'payload' ->> 'id' = any($1)`,
      [sales.map(({ cart_id }) => cart_id)]
    )
  })
