import type { OutboxEvent } from "../../types"
import { nextPosition } from "../outbox/next-position"
import type { SqlManager } from "../sql"

/**
 * Makes a staged `order.finalized` good, now that the outermost run has ended well, and
 * claims it in the same commit. Nothing if none is staged, or it was made good before, or
 * a webhook has questioned the payment, or it was staged too long ago: an order may be
 * cancelled, and its payment change, while a workflow around complete-cart is still busy,
 * or nobody is there to hear the wake-up.
 *
 * One statement, whose parts run in the order in which they read each other: the record is
 * locked first, then the event, the counter last. What settles nothing takes no position.
 */
export async function settleStaged(
  manager: SqlManager,
  orderId: string,
  maxAgeMs: number,
  leaseMs: number
): Promise<OutboxEvent | null> {
  const [event] = await manager.execute<OutboxEvent>(
    `with settled as (
       update order_finalization
       set status = 'finalized',
           staged_status = null,
           finalized_at = now(),
           review_reason = null,
           checks = 0,
           check_at = null,
           updated_at = now()
       where order_id = ?
         and staged_status = 'finalized'
         and status = 'pending'
         and noticed_session_ids is null
         and updated_at > now() - ? * interval '1 millisecond'
       returning order_id
     ), staged as (
       select order_finalization_event.id
       from order_finalization_event
       join settled on settled.order_id = order_finalization_event.order_id
       where order_finalization_event.name = 'order.finalized'
         and order_finalization_event.due_at is null
       for update of order_finalization_event
     ), counter as (
       ${nextPosition("staged")}
     ), due as (
       update order_finalization_event
       set due_at = now(),
           attempts = 1,
           next_attempt_at = now(),
           claimed_until = now() + ? * interval '1 millisecond',
           position = (select last_position from counter),
           data = data || jsonb_build_object('occurred_at',
             to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
           updated_at = now()
       from staged
       where order_finalization_event.id = staged.id
       returning order_finalization_event.*
     )
     select id, order_id, sequence, name, data, attempts from due`,
    [orderId, maxAgeMs, leaseMs]
  )
  return event ?? null
}
