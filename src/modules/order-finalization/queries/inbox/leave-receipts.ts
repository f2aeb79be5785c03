import type { OrderFinalizationEventName } from "../../types"
import { NEW_RECEIPT_ID } from "./new-receipt-id"
import { placeholders, type SqlManager } from "../sql"

/**
 * Has a consumer's receipts of delivered events wait as due: none of its handlers is free.
 * Opens those that are not there yet, with those of the order's earlier events, as a
 * receipt never stands without them.
 */
export async function leaveReceipts(
  manager: SqlManager,
  consumer: string,
  eventIds: string[],
  eventNames: OrderFinalizationEventName[]
): Promise<void> {
  await manager.execute(
    `insert into order_finalization_receipt as receipt (
       id, event_id, order_id, sequence, consumer, status, next_attempt_at
     )
     select ${NEW_RECEIPT_ID}, event.id, event.order_id, event.sequence, ?, 'pending', now()
     from order_finalization_event event
     where event.due_at is not null
       and ?::jsonb @> to_jsonb(event.name)
       and exists (
         select 1
         from order_finalization_event delivered
         where delivered.id in (${placeholders(eventIds)})
           and delivered.due_at is not null
           and delivered.order_id = event.order_id
           and delivered.sequence >= event.sequence
       )
     order by event.order_id, event.sequence
     on conflict (event_id, consumer) do update
       set next_attempt_at = now(), updated_at = now()
       where receipt.status = 'pending'
         and receipt.attempts = 0
         and receipt.next_attempt_at > now()`,
    [consumer, JSON.stringify(eventNames), ...eventIds]
  )
}
