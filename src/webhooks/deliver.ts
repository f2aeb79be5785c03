import type { MedusaContainer } from "@medusajs/framework/types"
import type { NoteEnding } from "../consumers/consumer"
import { logFailedRun } from "../consumers/log-failed-run"
import { ORDER_FINALIZATION_MODULE } from "../modules/order-finalization"
import type { ClaimedReceipt } from "../modules/order-finalization/receipt-types"
import type { FailedDelivery } from "../modules/order-finalization/webhook-delivery-service"
import { toAttemptNumber } from "../modules/order-finalization/webhooks/attempt-number"
import { emitStateChange } from "./emit-state-change"
import { makeAttempt } from "./make-attempt"
import type { OpenWebhook } from "../modules/order-finalization/webhooks/open-webhook"
import { nextAttemptAfterMs, slowDownMs } from "./schedule"
import {
  isDelivered,
  type WebhookAnswer,
} from "../modules/order-finalization/webhooks/sending/webhook-sender"

const GONE = 410

/** Sends a webhook one event: what a handler is to a consumer of `processOnce`. */
export async function deliver(
  container: MedusaContainer,
  webhook: OpenWebhook,
  receipt: ClaimedReceipt,
  giveUpPlace: () => void
): Promise<NoteEnding> {
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  const { id, name, data, order_id, sequence } = receipt
  const { occurred_at } = data
  const event = { event_id: id, name, occurred_at, order_id, sequence, data }
  const number = toAttemptNumber(receipt)
  const { answer, attempt } = await makeAttempt(
    container,
    webhook,
    event,
    number
  )
  if (!answer.was_sent) {
    return async () => await service.giveBackReceipt(receipt)
  }
  if (isDelivered(answer)) {
    // The receiver is free for the next one. After a failure there may be none: that is noted
    // first.
    giveUpPlace()
    return async () => {
      const { has_next, state_change } = await service.finishWebhookReceipt(
        receipt,
        webhook.id,
        attempt
      )
      emitStateChange(container, state_change)
      return has_next ? undefined : "no_next"
    }
  }
  return async () => {
    const failed = toFailure(receipt, answer)
    emitStateChange(
      container,
      await service.failWebhookReceipt(receipt, webhook.id, attempt, failed)
    )
    const { is_held, retry_after_ms, error } = failed
    const next = is_held ? "held" : retry_after_ms === null ? "never" : "again"
    logFailedRun(container, { ...receipt, attempts: number }, next, error)
  }
}

function toFailure(
  receipt: ClaimedReceipt,
  answer: WebhookAnswer
): FailedDelivery {
  const { is_trial = false } = receipt
  const number = toAttemptNumber(receipt)
  const { status_code, error_code, is_aborted } = answer
  const isGone = status_code === GONE
  const slow_for_ms = slowDownMs(answer)
  return {
    outcome: isGone
      ? { result: "gone" }
      : is_aborted
        ? { result: "refusal", is_trial, slow_for_ms }
        : {
            result: "failure",
            is_first_attempt: number === 1,
            is_trial,
            slow_for_ms,
          },
    error: `the receiver ${status_code === null ? "did not answer" : `answered ${status_code}`}${error_code ? ` (${error_code})` : ""}`,
    retry_after_ms: nextAttemptAfterMs(number, answer),
    is_held: (isGone || is_trial) && !is_aborted,
  }
}
