import { HAS_EARLIER_RECEIPT } from "../inbox/has-earlier-receipt"
import { TAKE_RECEIPT, TAKEN_RECEIPT } from "../inbox/take-receipt"
import type { ClaimedReceipt } from "../../receipt-types"
import { IS_SLOWED } from "./is-slowed"
import type { SqlManager } from "../sql"

/**
 * Claims the longest due receipt of a webhook that is failing, once its next trial may
 * leave: of any number of instances one has it, and keeps the others from the next one for
 * as long as its lease. None without anything due.
 *
 * The webhook's row is locked before the receipt, as whoever deletes it does; a receipt that
 * another one is about to take is passed over, or the trial would be gone with it.
 */
export async function claimTrial(
  manager: SqlManager,
  webhookId: string,
  leaseMs: number
): Promise<ClaimedReceipt[]> {
  return await manager.execute<ClaimedReceipt>(
    `with webhook as (
       select id
       from order_finalization_webhook webhook
       where id = ?
         and status = 'failing'
         and next_trial_at <= now()
         and not ${IS_SLOWED}
         and deleted_at is null
       for update
     ), due as (
       select receipt.id, webhook.id as webhook_id
       from webhook
       join order_finalization_receipt receipt on receipt.consumer = 'webhook:' || webhook.id
       where receipt.next_attempt_at <= now()
         and receipt.status = 'pending'
         and receipt.deleted_at is null
         and not ${HAS_EARLIER_RECEIPT}
       order by receipt.next_attempt_at
       limit 1
       for update of receipt skip locked
     ), trial as (
       update order_finalization_webhook webhook
       set next_trial_at = now() + ? * interval '1 millisecond', updated_at = now()
       from due
       where webhook.id = due.webhook_id
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
    [webhookId, leaseMs, leaseMs]
  )
}
