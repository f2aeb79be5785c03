import { RECEIPT_IS_RUNNING } from "./receipt-is-running"
import type { SqlManager } from "../sql"

/**
 * Makes all that waits for a consumer due at once, in the order in which it came: who is back
 * from an outage shall not wait for a schedule that was made for it.
 */
export async function releaseHeldReceipts(
  manager: SqlManager,
  consumer: string
): Promise<void> {
  await manager.execute(
    `update order_finalization_receipt receipt
     set next_attempt_at = created_at, updated_at = now()
     where consumer = ?
       and next_attempt_at <> created_at
       and status = 'pending'
       and deleted_at is null
       and not ${RECEIPT_IS_RUNNING}`,
    [consumer]
  )
}
