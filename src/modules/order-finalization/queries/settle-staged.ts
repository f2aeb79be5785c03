import type { OutboxEvent } from "../types"
import { OWN_KEY } from "./feed-key"
import type { SqlManager } from "./sql"

export type SettledStage = {
  status: "finalized" | "awaiting_payment"
  /** The event, claimed for the caller to publish; none while the payment is awaited. */
  event: OutboxEvent | null
}

/**
 * Makes a staged status good, now that the outermost run has ended well, and claims its
 * event in the same commit. Nothing if nothing is staged, or it was made good before, or
 * it was staged too long ago: an order may be cancelled, and its payment change, while a
 * workflow around complete-cart is still busy, or nobody is there to hear the wake-up.
 */
export async function settleStaged(
  manager: SqlManager,
  orderId: string,
  maxAgeMs: number,
  leaseMs: number,
  nextCheckAt: Date
): Promise<SettledStage | null> {
  const [row] = await manager.execute<
    { status: SettledStage["status"] } & Partial<OutboxEvent>
  >(
    `with settled as (
       update order_finalization
       set status = staged_status,
           staged_status = null,
           review_reason = null,
           checks = 0,
           check_at = case when staged_status = 'finalized' then null else ?::timestamptz end,
           updated_at = now()
       where order_id = ?
         and staged_status is not null
         and status = 'pending'
         and updated_at > now() - ? * interval '1 millisecond'
       returning order_id, status
     ), due as (
       update order_event
       set due_at = now(),
           attempts = 1,
           next_attempt_at = now(),
           claimed_until = now() + ? * interval '1 millisecond',
           feed_key = ${OWN_KEY} || order_event.id,
           data = data || jsonb_build_object('occurred_at',
             to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
           updated_at = now()
       from settled
       where order_event.order_id = settled.order_id
         and settled.status = 'finalized'
         and order_event.name = 'order.finalized'
         and order_event.due_at is null
       returning order_event.*
     )
     select settled.status, due.id, due.order_id, due.sequence, due.name, due.data, due.attempts
     from settled left join due on true`,
    [nextCheckAt, orderId, maxAgeMs, leaseMs]
  )
  if (!row) {
    return null
  }
  const { status, ...event } = row
  return { status, event: event.id ? (event as OutboxEvent) : null }
}
