import type { OutboxEvent } from "../types"
import { nextPosition } from "./next-position"
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
 *
 * One statement, whose parts run in the order in which they read each other: the record is
 * locked first, then the event, the counter last. What settles nothing takes no position.
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
     ), staged as (
       select order_event.id
       from order_event
       join settled on settled.order_id = order_event.order_id
       where settled.status = 'finalized'
         and order_event.name = 'order.finalized'
         and order_event.due_at is null
       for update of order_event
     ), counter as (
       ${nextPosition("staged")}
     ), due as (
       update order_event
       set due_at = now(),
           attempts = 1,
           next_attempt_at = now(),
           claimed_until = now() + ? * interval '1 millisecond',
           position = (select last_position from counter),
           data = data || jsonb_build_object('occurred_at',
             to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
           updated_at = now()
       from staged
       where order_event.id = staged.id
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
