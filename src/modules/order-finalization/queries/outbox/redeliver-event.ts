import { RECEIPT_IS_RUNNING } from "../inbox/receipt-is-running"
import type { SqlManager } from "../sql"

/**
 * Has the relay publish an event again and every consumer's handler run again. A handler
 * that is running right now is left alone: it is being delivered to. `false` without such
 * an event, or if it is only staged. No event bus delivers to webhooks: theirs are due at once.
 */
export async function redeliverEvent(
  manager: SqlManager,
  eventId: string,
  graceMs: number
): Promise<boolean> {
  const rows = await manager.execute(
    `with redelivered as (
       update order_finalization_event
       set next_attempt_at = now(),
           claimed_until = null,
           updated_at = now()
       where id = ? and due_at is not null
       returning id
     ), reset as (
       update order_finalization_receipt receipt
       set status = 'pending',
           attempts = 0,
           next_attempt_at = now() + case
             when receipt.consumer like 'webhook:%' then 0
             else ?
           end * interval '1 millisecond',
           last_error = null,
           done_at = null,
           updated_at = now()
       from redelivered
       where receipt.event_id = redelivered.id
         and not ${RECEIPT_IS_RUNNING}
     )
     select id from redelivered`,
    [eventId, graceMs]
  )
  return rows.length > 0
}
