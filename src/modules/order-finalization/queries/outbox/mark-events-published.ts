import type { ConsumerSubscription } from "../../receipt-types"
import { NEW_RECEIPT_ID } from "../inbox/new-receipt-id"
import { placeholders, type SqlManager } from "../sql"

/**
 * Ends the claim of events that the event bus has taken, and opens the receipts of whoever
 * wants them, in one commit: the consumers that listen to them, so that a job that the bus
 * loses is not lost for them, and the webhooks, whose receipts are due at once. A receipt
 * never stands without those of the order's earlier events.
 *
 * @returns Whether a webhook has got a receipt.
 */
export async function markEventsPublished(
  manager: SqlManager,
  ids: string[],
  subscriptions: ConsumerSubscription[],
  graceMs: number
): Promise<boolean> {
  // In an order that all writers keep to, so that two relays cannot deadlock. Without
  // anybody who wants events, the `exists` alone is looked at.
  const [opened] = await manager.execute<{ has_webhooks: boolean }>(
    `with published as (
       update order_finalization_event
       set published_at = coalesce(published_at, now()),
           next_attempt_at = null,
           claimed_until = null,
           last_error = null,
           updated_at = now()
       where id in (${placeholders(ids)}) and next_attempt_at is not null
       returning order_id, sequence
     ), subscription as (
       select consumer, event_name, ?::float8 as grace_ms
       from jsonb_to_recordset(?::jsonb) as listening (consumer text, event_name text)
       union all
       select 'webhook:' || webhook.id, event_name, 0
       from order_finalization_webhook webhook,
         jsonb_array_elements_text(webhook.events) event_name
       where webhook.status <> 'disabled' and webhook.deleted_at is null
     ), opened as (
       insert into order_finalization_receipt (
         id, event_id, order_id, sequence, consumer, status, next_attempt_at
       )
       select ${NEW_RECEIPT_ID}, event.id, event.order_id, event.sequence,
         subscription.consumer, 'pending',
         now() + subscription.grace_ms * interval '1 millisecond'
       from published
       join order_finalization_event event on event.order_id = published.order_id
         and event.sequence <= published.sequence
         and event.due_at is not null
       join subscription on subscription.event_name = event.name
       where exists (select 1 from subscription)
       order by event.order_id, event.sequence, subscription.consumer
       on conflict (event_id, consumer) do nothing
       returning consumer
     )
     select exists (select 1 from opened where consumer like 'webhook:%') as has_webhooks`,
    [...ids, graceMs, JSON.stringify(subscriptions)]
  )
  return opened!.has_webhooks
}
