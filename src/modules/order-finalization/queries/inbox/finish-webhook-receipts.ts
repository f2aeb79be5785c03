import {
  MADE_ATTEMPTS,
  NEW_ATTEMPTS,
  toMadeAttempts,
  type MadeAttempt,
} from "../webhook/new-attempts"
import type { SqlManager } from "../sql"
import { FINISH_RECEIPT } from "./finish-receipt"
import { HAS_LATER_RECEIPT } from "./has-earlier-receipt"

export type FinishedWebhookReceipt = {
  receipt_id: string
  /** Whether an event of the order waits behind it. */
  has_next: boolean
  /**
   * Whether it is news of the webhook itself: that has failed before, or is not known to have
   * succeeded for a while.
   */
  is_news: boolean
}

/**
 * Notes that a webhook has taken events, with the attempts, in one commit. A receipt is left
 * alone if its lease was lost to another run, and is not given back if it is gone.
 *
 * The webhook's row is locked before the receipts, as whoever deletes it does: they cannot
 * deadlock.
 */
export async function finishWebhookReceipts(
  manager: SqlManager,
  webhookId: string,
  made: MadeAttempt[],
  successNewsAfterMs: number
): Promise<FinishedWebhookReceipt[]> {
  return await manager.execute<FinishedWebhookReceipt>(
    `with ${MADE_ATTEMPTS}, webhook as (
       select status, failed_first_attempts, first_failed_at, slowed_until, last_success_at
       from order_finalization_webhook
       where id = ?
       for share
     ), attempt as (
       ${NEW_ATTEMPTS}
       cross join webhook
       returning receipt_id
     ), finished as (
       update order_finalization_receipt receipt
       ${FINISH_RECEIPT}
       from made, webhook
       where receipt.id = made.receipt_id
         and receipt.status = 'pending'
         and receipt.attempts = made.lease
     )
     select receipt.id as receipt_id,
       ${HAS_LATER_RECEIPT} as has_next,
       webhook.status = 'failing'
         or webhook.failed_first_attempts > 0
         or webhook.first_failed_at is not null
         or webhook.slowed_until <= now()
         or webhook.last_success_at is null
         or webhook.last_success_at < now() - ? * interval '1 millisecond' as is_news
     from attempt
     join order_finalization_receipt receipt on receipt.id = attempt.receipt_id
     cross join webhook`,
    [toMadeAttempts(made), webhookId, successNewsAfterMs]
  )
}
