import type { ClaimedReceipt, FailedReceipt } from "../../receipt-types"
import { FIRST_BACK_OFF_MS } from "../../timing"
import type { SqlManager } from "../sql"

/**
 * Notes that a handler has failed: it is due again, each time twice as long after, or
 * never after its last attempt. `null` if its lease was lost to another run.
 */
export async function failReceipt(
  manager: SqlManager,
  { receipt_id, attempts }: ClaimedReceipt,
  error: string | null,
  maxBackOffMs: number,
  maxAttempts: number
): Promise<FailedReceipt | null> {
  const [failed] = await manager.execute<FailedReceipt>(
    `update order_finalization_receipt
     set status = case when attempts < ? then 'pending' else 'failed' end,
         next_attempt_at = case when attempts < ? then
           now() + least(${FIRST_BACK_OFF_MS} * power(2, attempts - 1), ?)
             * interval '1 millisecond' end,
         last_error = ?,
         updated_at = now()
     where id = ? and status = 'pending' and attempts = ?
     returning next_attempt_at`,
    [maxAttempts, maxAttempts, maxBackOffMs, error, receipt_id, attempts]
  )
  return failed ?? null
}
