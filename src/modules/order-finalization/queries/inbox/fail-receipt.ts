import type { ClaimedReceipt, FailedReceipt } from "../../receipt-types"
import type { SqlManager } from "../sql"

/**
 * Notes that a handler has failed: it is due again after a while, or dead-lettered. `null`
 * if its lease was lost to another run.
 *
 * @param retryAfterMs - `null`: that was its last attempt.
 */
export async function failReceipt(
  manager: SqlManager,
  { receipt_id, attempts }: ClaimedReceipt,
  error: string | null,
  retryAfterMs: number | null
): Promise<FailedReceipt | null> {
  const [failed] = await manager.execute<FailedReceipt>(
    `update order_finalization_receipt
     set status = case when ?::float8 is null then 'failed' else 'pending' end,
         next_attempt_at = now() + ?::float8 * interval '1 millisecond',
         last_error = ?,
         failed_attempts = failed_attempts + 1,
         updated_at = now()
     where id = ? and status = 'pending' and attempts = ?
     returning next_attempt_at`,
    [retryAfterMs, retryAfterMs, error, receipt_id, attempts]
  )
  return failed ?? null
}
