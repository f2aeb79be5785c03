import type { ParsedOptions } from "./options"
import {
  CHECK_JITTER,
  MAX_AWAITING_BACK_OFF_MS,
  MAX_CHECK_BACK_OFF_MS,
} from "./timing"
import {
  OrderFinalizationStatus,
  type OrderFinalizationStatusValue,
} from "./types"

/**
 * When to reconcile a record next, in milliseconds from now: twice as long after each time,
 * and when the payment is late.
 *
 * @param checks - How often reconciliation has found nothing new.
 */
export function checkAfter(
  {
    reconcileAfter,
    awaitingPaymentTimeout,
  }: Pick<ParsedOptions, "reconcileAfter" | "awaitingPaymentTimeout">,
  checks: number,
  ageMs = 0,
  status: OrderFinalizationStatusValue = OrderFinalizationStatus.PENDING
): number {
  const limit = Math.max(
    reconcileAfter,
    status === OrderFinalizationStatus.AWAITING_PAYMENT
      ? MAX_AWAITING_BACK_OFF_MS
      : MAX_CHECK_BACK_OFF_MS
  )
  const backOff = Math.min(reconcileAfter * 2 ** Math.min(checks, 20), limit)
  const early = checks > 0 ? backOff * CHECK_JITTER * Math.random() : 0
  const next = backOff - early
  const left = (awaitingPaymentTimeout ?? Infinity) - ageMs
  return left > 0 ? Math.min(next, left) : next
}
