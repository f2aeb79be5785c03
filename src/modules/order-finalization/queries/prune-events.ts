import type { SqlManager } from "./sql"

export type PrunedBatch = {
  pruned: number
  /** Where the next batch begins; `null` if no older event can follow. */
  next_key: string | null
}

/**
 * Deletes published events that are past their retention, with their receipts, and notes
 * how far in the feed it has come. It walks the feed from its old end and stops at the
 * first batch that reaches into the retention, so that its cost is that of the old events
 * alone. An event that a consumer is still to have stays.
 */
export async function pruneEvents(
  manager: SqlManager,
  afterKey: string,
  publishedBefore: Date,
  limit: number
): Promise<PrunedBatch> {
  const [batch] = await manager.execute<PrunedBatch>(
    `with batch as (
       select id, feed_key, due_at
       from order_event
       where feed_key > ? and deleted_at is null
       order by feed_key
       limit ?
     ), pruned as (
       delete from order_event event
       using batch
       where event.id = batch.id
         and event.published_at < ?
         and event.next_attempt_at is null
         and not exists (
           select 1
           from order_event_receipt receipt
           where receipt.event_id = event.id and receipt.status = 'pending'
         )
       returning event.id, event.feed_key
     ), receipts as (
       delete from order_event_receipt receipt
       using pruned
       where receipt.event_id = pruned.id
     ), noted as (
       update order_finalization_audit
       set feed_pruned_until = greatest(feed_pruned_until, pruned.until), updated_at = now()
       from (select max(feed_key) as until from pruned) pruned
       where pruned.until is not null
     )
     select (select count(*)::int from pruned) as pruned,
       case when count(*) = ? and max(due_at) < ? then max(feed_key) end as next_key
     from batch`,
    [afterKey, limit, publishedBefore, limit, publishedBefore]
  )
  return batch!
}
