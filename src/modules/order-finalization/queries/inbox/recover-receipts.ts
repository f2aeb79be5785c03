import { NEW_RECEIPT_ID } from "./new-receipt-id"
import type { SqlManager } from "../sql"

/** What a webhook is to be sent of a time that is over. */
export type Recovery = {
  /** ISO 8601. */
  since: string
  /** ISO 8601, and not of it any more; `null`: until now. */
  until: string | null
  /** What it has failed to take, what it was never sent, or both. */
  only: "failed" | "missing" | null
}

/**
 * Makes a webhook's failed receipts of a time due again, with all their attempts, and opens
 * those of events that it wants and has none of. How many.
 */
export async function recoverReceipts(
  manager: SqlManager,
  webhookId: string,
  { since, until, only }: Recovery
): Promise<number> {
  const [recovered] = await manager.execute<{ count: number }>(
    `with webhook as (
       select 'webhook:' || id as consumer, events
       from order_finalization_webhook
       where id = ? and deleted_at is null
     ), event as (
       select event.id, event.order_id, event.sequence, webhook.consumer
       from webhook
       join order_finalization_event event on webhook.events @> to_jsonb(event.name)
       where event.due_at >= ?
         and (?::timestamptz is null or event.due_at < ?)
         and event.deleted_at is null
     ), failed as (
       update order_finalization_receipt receipt
       set status = 'pending',
           attempts = 0,
           failed_attempts = 0,
           next_attempt_at = now(),
           updated_at = now()
       from event
       where receipt.event_id = event.id
         and receipt.consumer = event.consumer
         and receipt.status = 'failed'
         and ?::boolean
       returning receipt.id
     ), missing as (
       insert into order_finalization_receipt (
         id, event_id, order_id, sequence, consumer, status, next_attempt_at
       )
       select ${NEW_RECEIPT_ID}, id, order_id, sequence, consumer, 'pending', now()
       from event
       where ?::boolean
       order by order_id, sequence
       on conflict (event_id, consumer) do nothing
       returning id
     )
     select (select count(*) from failed)::int + (select count(*) from missing)::int as count`,
    [webhookId, since, until, until, only !== "missing", only !== "failed"]
  )
  return recovered!.count
}
