import { HAS_EARLIER_RECEIPT } from "./has-earlier-receipt"
import { MAY_RECEIVE } from "./may-receive"
import { TAKE_RECEIPT, TAKEN_RECEIPT } from "./take-receipt"
import type { ClaimedReceipt } from "../../receipt-types"
import type { SqlManager } from "../sql"

/**
 * Claims a consumer's due receipts, the longest due first: those whose delivery the bus
 * lost, whose handler failed, or whose process died. An order's receipt is claimed only
 * once its earlier ones are done or dead-lettered, and a webhook's only while it is active.
 */
export async function claimDueReceipts(
  manager: SqlManager,
  consumer: string,
  limit: number,
  leaseMs: number,
  maxAttempts: number
): Promise<ClaimedReceipt[]> {
  return await manager.execute<ClaimedReceipt>(
    `with due as (
       select receipt.id
       from order_finalization_receipt receipt
       where receipt.consumer = ?
         and receipt.next_attempt_at <= now()
         and receipt.status = 'pending'
         and receipt.attempts < ?
         and receipt.deleted_at is null
         and not ${HAS_EARLIER_RECEIPT}
         and ${MAY_RECEIVE}
       order by receipt.next_attempt_at
       limit ?
       for update of receipt skip locked
     )
     update order_finalization_receipt receipt
     ${TAKE_RECEIPT}
     from due, order_finalization_event event
     where receipt.id = due.id and event.id = receipt.event_id
     returning ${TAKEN_RECEIPT}, (
       select webhook.xmin::text
       from order_finalization_webhook webhook
       where webhook.id = substr(receipt.consumer, length('webhook:') + 1)
     ) as webhook_version`,
    [consumer, maxAttempts, limit, leaseMs]
  )
}
