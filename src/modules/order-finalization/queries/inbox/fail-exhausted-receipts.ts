import type { SqlManager } from "../sql"

export type ExhaustedReceipt = { event_id: string; consumer: string }

/**
 * Gives up receipts whose last attempt neither succeeded nor failed: the process died
 * within the handler, time and again. Not of webhooks: no receiver is at fault for that, and
 * what a person has not given up on is sent.
 */
export async function failExhaustedReceipts(
  manager: SqlManager,
  error: string,
  maxAttempts: number
): Promise<ExhaustedReceipt[]> {
  return await manager.execute<ExhaustedReceipt>(
    `update order_finalization_receipt
     set status = 'failed', next_attempt_at = null, last_error = ?, updated_at = now()
     where next_attempt_at <= now()
       and status = 'pending'
       and attempts >= ?
       and consumer not like 'webhook:%'
       and deleted_at is null
     returning event_id, consumer`,
    [error, maxAttempts]
  )
}
