import type { ClaimedReceipt } from "../../receipt-types"
import type { SqlManager } from "../sql"

/** SQL that notes an event as handled, by its receipt's ID and the number of the attempt. */
export const FINISH_RECEIPT = `update order_finalization_receipt
       set status = 'done',
           done_at = now(),
           next_attempt_at = null,
           last_error = null,
           updated_at = now()
       where id = ? and status = 'pending' and attempts = ?`

/** Notes that a handler has succeeded, unless its lease was lost to another run. */
export async function finishReceipt(
  manager: SqlManager,
  { receipt_id, attempts }: ClaimedReceipt
): Promise<void> {
  await manager.execute(FINISH_RECEIPT, [receipt_id, attempts])
}
