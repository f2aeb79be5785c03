import type { SqlManager } from "../sql"

/**
 * Gives up receipts of a consumer that is gone, of events past their retention, the
 * longest due first: whoever had the consumer would have claimed them since, and any claim
 * makes a receipt due later. How many.
 */
export async function expireReceipts(
  manager: SqlManager,
  consumer: string,
  publishedBefore: Date,
  error: string,
  limit: number
): Promise<number> {
  const [expired] = await manager.execute<{ count: number }>(
    `with due as (
       select receipt.id
       from order_finalization_receipt receipt
       join order_finalization_event event on event.id = receipt.event_id
       where receipt.consumer = ?
         and receipt.next_attempt_at < ?
         and receipt.status = 'pending'
         and receipt.deleted_at is null
         and event.published_at < ?
       order by receipt.next_attempt_at
       limit ?
       for update of receipt skip locked
     ), expired as (
       update order_finalization_receipt receipt
       set status = 'failed', next_attempt_at = null, last_error = ?, updated_at = now()
       from due
       where receipt.id = due.id
       returning receipt.id
     )
     select count(*)::int as count from expired`,
    [consumer, publishedBefore, publishedBefore, limit, error]
  )
  return expired!.count
}
