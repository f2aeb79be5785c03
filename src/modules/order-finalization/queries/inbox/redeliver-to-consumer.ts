import { NEW_RECEIPT_ID } from "./new-receipt-id"
import { RECEIPT_IS_RUNNING } from "./receipt-is-running"
import type { SqlManager } from "../sql"

/**
 * Has one consumer's handler run again with an event, or for the first time. A handler
 * that is running right now is left alone: it is being delivered to. `false` without such
 * an event, if it is only staged, or if there is no receipt and none may be opened.
 */
export async function redeliverToConsumer(
  manager: SqlManager,
  eventId: string,
  consumer: string,
  mayOpen: boolean
): Promise<boolean> {
  const rows = await manager.execute(
    `with event as (
       select event.id, event.order_id, event.sequence
       from order_finalization_event event
       left join order_finalization_receipt receipt
         on receipt.event_id = event.id and receipt.consumer = ?
       where event.id = ? and event.due_at is not null and (?::boolean or receipt.id is not null)
     ), reset as (
       insert into order_finalization_receipt as receipt (
         id, event_id, order_id, sequence, consumer, status, next_attempt_at
       )
       select ${NEW_RECEIPT_ID}, id, order_id, sequence, ?, 'pending', now()
       from event
       on conflict (event_id, consumer) do update
         set status = 'pending',
             attempts = 0,
             failed_attempts = 0,
             next_attempt_at = now(),
             last_error = null,
             done_at = null,
             updated_at = now()
         where not ${RECEIPT_IS_RUNNING}
     )
     select id from event`,
    [consumer, eventId, mayOpen, consumer]
  )
  return rows.length > 0
}
