import { RECEIPT_IS_RUNNING } from "./receipt-is-running"
import type { SqlManager } from "../sql"

/**
 * Makes what an outage has held up due at once, in the order in which it came: what could not
 * leave meanwhile, and what failed in it, which shall not wait for a schedule that was made for
 * it. What waits for reasons of its own goes on waiting, or each short outage would use one of
 * its attempts up.
 *
 * @param since - The first failure of the outage; `null` if there was none.
 */
export async function releaseHeldReceipts(
  manager: SqlManager,
  consumer: string,
  since: Date | null
): Promise<void> {
  await manager.execute(
    `update order_finalization_receipt receipt
     set next_attempt_at = created_at, updated_at = now()
     where consumer = ?
       and next_attempt_at <> created_at
       and status = 'pending'
       and deleted_at is null
       and (next_attempt_at <= now() or failed_attempts <= 1 or updated_at >= ?::timestamptz)
       and not ${RECEIPT_IS_RUNNING}`,
    [consumer, since]
  )
}
