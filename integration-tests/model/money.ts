import type { PaymentRule } from "../../src/modules/order-finalization/decide"
import { accountOf, paymentLedger } from "../helpers/stand-ins/payment-ledger"
import type { OrderRow, Truth } from "./orders"
import { toMinor, toRequired, type PlacedOrder, type Sale } from "./sale"

/** In milliseconds: what comes later may have come after the plugin had looked. */
const LATELY = 1_000

/** Only the plugin cancels for these. */
export const OWN_CODES = ["payment_failed", "payment_expired"]

/** Whether the payment rule holds, by what core says. */
export const isCovered = (
  truth: Truth,
  sale: Sale,
  rule: PaymentRule
): boolean => {
  const required = toMinor(toRequired(sale, truth.credited), sale)
  const paid =
    rule === "captured"
      ? truth.captured
      : Math.max(truth.authorized, truth.captured)
  return required <= 0 || toMinor(paid, sale) >= required
}

const accountsAt = (sessionIds: string[], time: number) => {
  const operations = paymentLedger
    .operations()
    .filter(({ at }) => Date.parse(at) <= time)
  return sessionIds.map((id) => accountOf(id, operations))
}

/** Whether the bank says of a payment that it failed or was cancelled. */
export const isRefusedAt = (sessionIds: string[], time: number) =>
  accountsAt(sessionIds, time).some(
    ({ canceled, failed }) => canceled || failed
  )

/** What the bank held. */
export const heldByBankAt = (sessionIds: string[], time: number) =>
  accountsAt(sessionIds, time)
    .filter(({ canceled, failed }) => !canceled && !failed)
    .reduce((sum, { authorized, refunded }) => sum + authorized - refunded, 0)

/** What was authorized or captured in core. */
const heldInCoreAt = ({ payments }: OrderRow, time: number) => {
  const isAt = (at: string | null) => at !== null && Date.parse(at) <= time
  return payments
    .filter(
      ({ created_at, canceled_at }) => isAt(created_at) && !isAt(canceled_at)
    )
    .reduce((sum, { amount, refunds }) => {
      const refunded = refunds.filter(({ created_at }) => isAt(created_at))
      return refunded.reduce(
        (rest, refund) => rest - refund.amount,
        sum + amount
      )
    }, 0)
}

/**
 * What must not have been so when the plugin cancelled an order, as somebody must have whom
 * the test has not: it never refunds what is paid.
 *
 * @param decidedAt - When it began to look for the last time.
 */
export const findCancelViolations = (
  row: OrderRow,
  order: PlacedOrder,
  sale: Sale,
  decidedAt = Infinity
): string[] => {
  if (row.canceled_at === null) {
    return []
  }
  const canceledAt = new Date(row.canceled_at).getTime()
  const { reductions } = sale
  if (reductions.some((s) => s.since <= canceledAt && canceledAt <= s.until)) {
    return []
  }
  // Of what somebody else gave back or called off before, nothing was held any more.
  const before = reductions
    .map(({ until }) => until)
    .filter((until) => until <= canceledAt)
  const lookedAt = Math.min(canceledAt, decidedAt)
  const quiet = sale.quiet_at.filter((at) => at <= lookedAt)
  const then = Math.max(lookedAt - LATELY, ...before, ...quiet)
  const isDead = order.stopped_at && !order.is_staged
  const isUndone = order.undone && order.undone.since < canceledAt
  const reverted = row.events.find(({ name }) => name === "order.reverted")
  const code = reverted?.data.reason?.code ?? ""
  const isConfirmed =
    sale.failure_notices.length > 0 &&
    [lookedAt, canceledAt].some((at) => isRefusedAt(row.session_ids, at))

  return Object.entries({
    "when core held money": toMinor(heldInCoreAt(row, then), sale) <= 0,
    "when the bank held money":
      toMinor(heldByBankAt(row.session_ids, then), sale) <= 0,
    "when its run had not ended well":
      order.is_forgotten || (!isDead && !isUndone),
    "when it was final": !reverted?.data.was_finalized,
    "and does not say why": OWN_CODES.includes(code),
    "before its time": code !== "payment_expired" || order.is_overdue,
    "and no provider had confirmed a failure":
      code !== "payment_failed" || isConfirmed,
  }).flatMap(([why, isFine]) =>
    isFine ? [] : [`cancelled by the plugin ${why}`]
  )
}
