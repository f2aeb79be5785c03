import { HAS_EARLIER_RECEIPT } from "../inbox/has-earlier-receipt"
import { TAKE_RECEIPT, TAKEN_RECEIPT } from "../inbox/take-receipt"
import type { ClaimedReceipt } from "../../receipt-types"
import { IS_SLOWED } from "./is-slowed"
import type { SqlManager } from "../sql"

/**
 * Claims the longest due receipt of a webhook that is failing, once its next trial may
 * leave: of any number of instances one has it, and keeps the others from the next one for
 * as long as its lease. None without anything due.
 */
export async function claimTrial(
  manager: SqlManager,
  webhookId: string,
  leaseMs: number
): Promise<ClaimedReceipt[]> {
  return await manager.execute<ClaimedReceipt>(
    `with due as (
       select receipt.id
       from order_finalization_receipt receipt
       where receipt.consumer = 'webhook:' || ?::text
         and receipt.next_attempt_at <= now()
         and receipt.status = 'pending'
         and receipt.deleted_at is null
         and not ${HAS_EARLIER_RECEIPT}
       order by receipt.next_attempt_at
       limit 1
     ), trial as (
       update order_finalization_webhook webhook
       set next_trial_at = now() + ? * interval '1 millisecond', updated_at = now()
       from due
       where webhook.id = ?
         and webhook.status = 'failing'
         and webhook.next_trial_at <= now()
         and not ${IS_SLOWED}
       returning due.id as receipt_id
     )
     update order_finalization_receipt receipt
     ${TAKE_RECEIPT}
     from trial, order_finalization_event event
     where receipt.id = trial.receipt_id
       and receipt.status = 'pending'
       and receipt.next_attempt_at <= now()
       and event.id = receipt.event_id
     returning ${TAKEN_RECEIPT},
       true as is_trial`,
    [webhookId, leaseMs, webhookId, leaseMs]
  )
}
