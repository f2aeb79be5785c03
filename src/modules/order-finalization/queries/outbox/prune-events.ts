import type { SqlManager } from "../sql"

export type PrunedBatch = {
  pruned: number
  /** Where the next batch begins; `null` if no older event can follow. */
  next_position: number | null
}

/**
 * Deletes published events that are past their retention, with their receipts and the
 * attempts of webhooks to deliver them, and notes how many and how far in the feed. It walks the feed from its old end and stops at the
 * first batch that reaches into the retention, so that its cost is that of the old events
 * alone. An event that a consumer is still to have stays.
 *
 * The note is in the counter's row, so it comes last; see `nextPosition`.
 */
export async function pruneEvents(
  manager: SqlManager,
  afterPosition: number,
  publishedBefore: Date,
  limit: number
): Promise<PrunedBatch> {
  const [batch] = await manager.execute<PrunedBatch>(
    `with batch as (
       select id, position, due_at
       from order_finalization_event
       where position > ? and deleted_at is null
       order by position
       limit ?
     ), pruned as (
       delete from order_finalization_event event
       using batch
       where event.id = batch.id
         and event.published_at < ?
         and event.next_attempt_at is null
         and not exists (
           select 1
           from order_finalization_receipt receipt
           where receipt.event_id = event.id and receipt.status = 'pending'
         )
       returning event.id, event.position
     ), receipts as (
       delete from order_finalization_receipt receipt
       using pruned
       where receipt.event_id = pruned.id
       returning receipt.id
     ), attempts as (
       delete from order_finalization_webhook_attempt attempt
       using pruned
       where attempt.event_id = pruned.id and attempt.deleted_at is null
       returning attempt.id
     ), last as (
       select id, position, count(*) over () as events
       from pruned
       order by position desc
       limit 1
     ), noted as (
       update order_finalization_progress
       set pruned_events = pruned_events + last.events,
           pruned_until = greatest(pruned_until, last.position),
           pruned_event_id = case
             when last.position > pruned_until then last.id
             else pruned_event_id
           end,
           updated_at = now()
       from last, (select count(*) from receipts) before,
         (select count(*) from attempts) before_too
     )
     select (select count(*)::int from pruned) as pruned,
       case when count(*) = ? and max(due_at) < ? then max(position) end as next_position
     from batch`,
    [afterPosition, limit, publishedBefore, limit, publishedBefore]
  )
  return batch!
}
