import type { ConsumerSubscription } from "../../receipt-types"
import { NEW_RECEIPT_ID } from "../inbox/new-receipt-id"
import { placeholders, type SqlManager } from "../sql"

/**
 * Ends the claim of events that the event bus has taken, and opens the receipts of the
 * consumers that listen to them, in one commit: a job that the bus loses is not lost for
 * a consumer. A receipt never stands without those of the order's earlier events.
 */
export async function markEventsPublished(
  manager: SqlManager,
  ids: string[],
  subscriptions: ConsumerSubscription[],
  graceMs: number
): Promise<void> {
  const published = `update order_finalization_event
     set published_at = coalesce(published_at, now()),
         next_attempt_at = null,
         claimed_until = null,
         last_error = null,
         updated_at = now()
     where id in (${placeholders(ids)}) and next_attempt_at is not null`
  if (!subscriptions.length) {
    await manager.execute(published, ids)
    return
  }
  // In an order that all writers keep to, so that two relays cannot deadlock.
  await manager.execute(
    `with published as (
       ${published}
       returning order_id, sequence
     )
     insert into order_finalization_receipt (
       id, event_id, order_id, sequence, consumer, status, next_attempt_at
     )
     select ${NEW_RECEIPT_ID}, event.id, event.order_id, event.sequence,
       subscription.consumer, 'pending', now() + ? * interval '1 millisecond'
     from published
     join order_finalization_event event on event.order_id = published.order_id
       and event.sequence <= published.sequence
       and event.due_at is not null
     join jsonb_to_recordset(?::jsonb) as subscription (consumer text, event_name text)
       on subscription.event_name = event.name
     order by event.order_id, event.sequence, subscription.consumer
     on conflict (event_id, consumer) do nothing`,
    [...ids, graceMs, JSON.stringify(subscriptions)]
  )
}
