import type { ClaimedReceipt } from "../../receipt-types"
import type { SqlManager } from "../sql"

/** Extends the lease of a handler that is still running; `false` if it is lost. */
export async function extendReceipt(
  manager: SqlManager,
  { receipt_id, attempts }: ClaimedReceipt,
  leaseMs: number
): Promise<boolean> {
  const rows = await manager.execute(
    `update order_finalization_receipt
     set next_attempt_at = now() + ? * interval '1 millisecond', updated_at = now()
     where id = ? and status = 'pending' and attempts = ?
     returning id`,
    [leaseMs, receipt_id, attempts]
  )
  return rows.length > 0
}
