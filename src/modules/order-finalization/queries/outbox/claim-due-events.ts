import type { OutboxEvent } from "../../types"
import { placeholders, type SqlManager } from "../sql"
import { LATE_EVENT_MS } from "../../timing"

/**
 * Claims due events for the caller to publish, oldest first. A claim is a lease: if the
 * caller dies, the event is due again after it. An order's event is claimed only once its
 * earlier one is published, so that a subscriber never sees them the wrong way round.
 *
 * @param orderIds - Only events of these orders; without it, of all.
 */
export async function claimDueEvents(
  manager: SqlManager,
  limit: number,
  leaseMs: number,
  orderIds?: string[]
): Promise<OutboxEvent[]> {
  const ofOrders = orderIds ? `and order_id in (${placeholders(orderIds)})` : ""
  // By their place in the table (`ctid`), which the lock on them keeps: joined by their IDs,
  // PostgreSQL may read the whole table for each batch.
  return await manager.execute<OutboxEvent>(
    `update order_finalization_event
     set attempts = attempts + 1,
         claimed_until = now() + ? * interval '1 millisecond',
         updated_at = now()
     where ctid = any(array(
       select ctid
       from order_finalization_event
       where next_attempt_at <= now()
         and (claimed_until is null or claimed_until <= now())
         and deleted_at is null
         ${ofOrders}
         and not exists (
           select 1
           from order_finalization_event earlier
           where earlier.order_id = order_finalization_event.order_id
             and earlier.sequence < order_finalization_event.sequence
             and earlier.published_at is null
         )
       order by next_attempt_at
       limit ?
       for update skip locked
     ))
     returning id, order_id, sequence, name, data, attempts,
       published_at is null
         and due_at < now() - ${LATE_EVENT_MS} * interval '1 millisecond' as is_late`,
    [leaseMs, ...(orderIds ?? []), limit]
  )
}
