import type { WebhookAnswer } from "../modules/order-finalization/webhooks/sending/webhook-sender"
import {
  MAX_RETRY_AFTER_MS,
  WEBHOOK_RETRY_AFTER_MS,
  WEBHOOK_RETRY_JITTER,
  WEBHOOK_SLOW_DOWN_MS,
} from "../modules/order-finalization/timing"

/** Said of a receiver that is overrun, or away, by itself or by what stands before it. */
const OVERRUN = [429, 502, 503, 504]

/**
 * For how long nothing more leaves to a receiver after an answer that was no 2xx, in
 * milliseconds: as long as it asks, and a moment if it does not say how long.
 */
export function slowDownMs({
  status_code,
  retry_after_ms,
  is_aborted,
}: Pick<
  WebhookAnswer,
  "status_code" | "retry_after_ms" | "is_aborted"
>): number {
  if (retry_after_ms !== null) {
    return Math.min(retry_after_ms, MAX_RETRY_AFTER_MS)
  }
  const isOverrun = status_code !== null && OVERRUN.includes(status_code)
  return isOverrun && !is_aborted ? WEBHOOK_SLOW_DOWN_MS : 0
}

/**
 * When a delivery that has failed is due again; `null` if never, because the receiver has
 * asked for no more or the attempts are used up.
 *
 * @param attempts - How many have been made, this one included.
 * @param random - From 0 to 1.
 */
export function nextAttemptAfterMs(
  attempts: number,
  answer: { retry_after_ms: number | null; is_aborted: boolean },
  random: () => number = Math.random
): number | null {
  const wait = WEBHOOK_RETRY_AFTER_MS[attempts - 1]
  if (answer.is_aborted || wait === undefined) {
    return null
  }
  const asked = Math.min(answer.retry_after_ms ?? 0, MAX_RETRY_AFTER_MS)
  // It only slows down: a receiver that asks for a second must not use the attempts up.
  return Math.max(
    Math.round(wait * (1 + WEBHOOK_RETRY_JITTER * random())),
    asked
  )
}
