import type { ClaimedReceipt } from "../../receipt-types"
import type { SqlManager } from "../sql"

/** SQL that makes a receipt say that its event was handled. */
export const FINISH_RECEIPT = `set status = 'done',
         done_at = now(),
         next_attempt_at = null,
         last_error = null,
         updated_at = now()`

/** Notes that a handler has succeeded, unless its lease was lost to another run. */
export async function finishReceipt(
  manager: SqlManager,
  { receipt_id, attempts }: ClaimedReceipt
): Promise<void> {
  await manager.execute(
    `update order_finalization_receipt
     ${FINISH_RECEIPT}
     where id = ? and status = 'pending' and attempts = ?`,
    [receipt_id, attempts]
  )
}
