import type { ClaimedReceipt } from "../../receipt-types"
import type { WebhookAttempt } from "../../webhook-types"
import { FINISH_RECEIPT } from "./finish-receipt"
import { NEW_ATTEMPT } from "../webhook/new-attempt"
import type { SqlManager } from "../sql"

/**
 * Notes that a webhook has taken an event, with the attempt, in one commit; the receipt is
 * left alone if its lease was lost to another run.
 *
 * @returns Whether that is news of the webhook itself: it has failed before, or is not known
 * to have succeeded for a while.
 */
export async function finishWebhookReceipt(
  manager: SqlManager,
  { receipt_id, attempts }: ClaimedReceipt,
  attempt: WebhookAttempt,
  successNewsAfterMs: number
): Promise<boolean> {
  const [news] = await manager.execute<{ is_news: boolean }>(
    `with attempt as (
       ${NEW_ATTEMPT}
       returning webhook_id
     ), finished as (
       ${FINISH_RECEIPT}
     )
     select webhook.status = 'failing'
       or webhook.failed_first_attempts > 0
       or webhook.last_success_at is null
       or webhook.last_success_at < now() - ? * interval '1 millisecond' as is_news
     from attempt
     join order_finalization_webhook webhook on webhook.id = attempt.webhook_id`,
    [
      attempts,
      JSON.stringify(attempt),
      receipt_id,
      receipt_id,
      attempts,
      successNewsAfterMs,
    ]
  )
  // A webhook that was deleted meanwhile has no news.
  return news?.is_news ?? false
}
