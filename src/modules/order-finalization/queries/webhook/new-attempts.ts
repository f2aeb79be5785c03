import type { ClaimedReceipt } from "../../receipt-types"
import type { WebhookAttempt } from "../../webhook-types"
import { toAttemptNumber } from "../../webhooks/attempt-number"

/** A request that was made, and the receipt that it was made for. */
export type MadeAttempt = {
  receipt: Pick<ClaimedReceipt, "receipt_id" | "attempts" | "failed_attempts">
  attempt: WebhookAttempt
}

/** The value of {@link MADE_ATTEMPTS}. */
export const toMadeAttempts = (made: MadeAttempt[]): string =>
  JSON.stringify(
    made.map(({ receipt, attempt }) => ({
      receipt_id: receipt.receipt_id,
      lease: receipt.attempts,
      number: toAttemptNumber(receipt),
      ...attempt,
    }))
  )

/** SQL for requests as a table expression `made`, from a JSON array. */
export const MADE_ATTEMPTS = `made as (
       select *
       from jsonb_to_recordset(?::jsonb) as made (
         receipt_id text, lease int, number int, started_at timestamptz, duration_ms int,
         status_code int, error_code text, answer_excerpt text
       )
     )`

/** SQL that keeps what was `made`; nothing of a receipt that is gone with its webhook. */
export const NEW_ATTEMPTS = `insert into order_finalization_webhook_attempt (
         id, webhook_id, event_id, receipt_id, number, started_at, duration_ms, status_code,
         error_code, answer_excerpt
       )
       select 'ordwa_' || upper(replace(gen_random_uuid()::text, '-', '')),
         substr(receipt.consumer, length('webhook:') + 1), receipt.event_id, receipt.id,
         made.number, made.started_at, made.duration_ms, made.status_code, made.error_code,
         made.answer_excerpt
       from made
       join order_finalization_receipt receipt on receipt.id = made.receipt_id`
