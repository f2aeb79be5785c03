import {
  MAX_RETRY_AFTER_MS,
  WEBHOOK_RETRY_AFTER_MS,
  WEBHOOK_RETRY_JITTER,
} from "../modules/order-finalization/timing"

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
