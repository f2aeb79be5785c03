import type { ClaimedReceipt } from "../../receipt-types"
import type { SqlManager } from "../sql"

/**
 * Makes a receipt due again whose handler the backend's end has cut off. That was no
 * attempt: the handler did not fail. Nothing if its lease was lost to another run.
 */
export async function giveBackReceipt(
  manager: SqlManager,
  { receipt_id, attempts }: ClaimedReceipt
): Promise<void> {
  await manager.execute(
    `update order_finalization_receipt
     set attempts = attempts - 1, next_attempt_at = now(), updated_at = now()
     where id = ? and status = 'pending' and attempts = ?`,
    [receipt_id, attempts]
  )
}
