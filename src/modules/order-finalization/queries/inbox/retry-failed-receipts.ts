import type { SqlManager } from "../sql"

export type ReceiptFilter = { consumer?: string; event_id?: string }

/** Makes dead-lettered receipts due again, with all their attempts. */
export async function retryFailedReceipts(
  manager: SqlManager,
  { consumer, event_id }: ReceiptFilter
): Promise<number> {
  const [retried] = await manager.execute<{ count: number }>(
    `with retried as (
       update order_finalization_receipt
       set status = 'pending',
           attempts = 0,
           failed_attempts = 0,
           next_attempt_at = now(),
           updated_at = now()
       where status = 'failed'
         and deleted_at is null
         and (?::text is null or consumer = ?)
         and (?::text is null or event_id = ?)
       returning id
     )
     select count(*)::int as count from retried`,
    [consumer ?? null, consumer ?? null, event_id ?? null, event_id ?? null]
  )
  return retried!.count
}
