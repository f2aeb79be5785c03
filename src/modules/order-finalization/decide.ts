import { MathBN } from "@medusajs/framework/utils"
import { roundToCurrency } from "./money"
import { toReviewReason, type ReviewReasonName } from "./review-reasons"
import {
  OrderFinalizationEvents,
  OrderFinalizationStatus,
  OrderRevertedReason,
  type OrderFinalizationStatusValue,
  type OrderFinalizedPayment,
  type OrderRevertedReasonCode,
  type RecordedReason,
} from "./types"

/** What the payment module and the order's transactions say. Amounts in major units. */
export type PaymentEvidence = {
  /** Whether anybody is asked to pay: the order has a payment collection. */
  is_asked_for: boolean
  /** Whether all that was paid is cancelled or given back, and no session may bring more. */
  has_ended: boolean
  /** Whether there never was a payment, and no session may bring one any more. */
  has_failed: boolean
  /**
   * What has to be covered: the smaller of what the order's payment collections ask for
   * and the order's total now; 0 if nothing is to be paid.
   */
  required_amount: number
  /** What is authorized, captures included, less what was refunded. */
  authorized_amount: number
  /** What is captured, less what was refunded. */
  captured_amount: number
  /** The order transactions that record captures. */
  transaction_ids: string[]
  /** Captures without an order transaction. */
  unrecorded_capture_ids: string[]
  provider: ProviderEvidence
}

/** What the payment provider answers; it is asked only when there is a reason to. */
export type ProviderEvidence = {
  /** Payment sessions that a webhook has called failed or cancelled. */
  noticed_session_ids: string[]
  /** It confirms that the deferred payment failed, and no other payment or session lives. */
  has_refused: boolean
  /** It says that an authorized payment is cancelled, which core does not know of. */
  has_revoked: boolean
  /** It holds money that core does not know of yet. */
  holds_money: boolean
  /** It could not be asked. */
  is_silent: boolean
}

export const PROVIDER_NOT_ASKED: ProviderEvidence = {
  noticed_session_ids: [],
  has_refused: false,
  has_revoked: false,
  holds_money: false,
  is_silent: false,
}

/**
 * How the run that created the order ended, the run around it included.
 *
 * - `running`: it has not ended, or may not have
 * - `finished`: it and whatever it was nested in ended well
 * - `undone`: it failed or was cancelled
 * - `lost`: it did not end and never will, or nothing can tell any more
 */
export type RunEvidence = {
  state: "running" | "finished" | "undone" | "lost"
  /** Of an undone run. */
  failed_step?: string | null
  /** Of an undone run. */
  error_message?: string | null
}

export type OrderEvidence = {
  is_canceled: boolean
  currency_code: string
  total: number
  display_id: number | null
  cart_id: string | null
}

/** What is true of an order right now. */
export type Evidence = {
  /** `null` if the order is gone. */
  order: OrderEvidence | null
  payment: PaymentEvidence
  run: RunEvidence
  /** The gate that holds the order and why; `null` if none does. */
  hold_reason: string | null
}

/** What the order's finalization says so far. */
export type RecordEvidence = {
  status: OrderFinalizationStatusValue
  review_reason: string | null
  /** Whether complete-cart's last step was reached. */
  last_step_reached: boolean
  /** Whether the event bus has taken `order.finalized`. */
  is_published: boolean
  /** Why the plugin was about to cancel the order, if it was. */
  canceling_code: OrderRevertedReasonCode | null
  /** Whether `awaitingPaymentTimeout` has run out. */
  is_overdue: boolean
  /** Whether a person has released it. */
  is_released: boolean
  /** Whether that person accepted what was paid, though it falls short. */
  accepts_amount: boolean
}

/** Of a record that was opened just now, by the last step of complete-cart. */
export const OPENED_RECORD: RecordEvidence = {
  status: OrderFinalizationStatus.PENDING,
  review_reason: null,
  last_step_reached: true,
  is_published: false,
  canceling_code: null,
  is_overdue: false,
  is_released: false,
  accepts_amount: false,
}

type Standing = {
  status: OrderFinalizationStatusValue
  review_reason: string | null
  hold_reason: string | null
}

/**
 * What the evidence amounts to, told apart by `event`: the event to record with it, or
 * `null`. The order is to be cancelled through core if there is a `cancel`.
 */
export type Outcome = Standing &
  (
    | { event: null; cancel: OrderRevertedReasonCode | null }
    | {
        event: typeof OrderFinalizationEvents.FINALIZED
        order: OrderEvidence
        payment: OrderFinalizedPayment
      }
    | {
        event: typeof OrderFinalizationEvents.REVERTED
        reason: RecordedReason
      }
  )

/** Why the order is to be cancelled through core; `null` if it is not. */
export const toCancel = (outcome: Outcome): OrderRevertedReasonCode | null =>
  outcome.event === null ? outcome.cancel : null

export type PaymentRule = "authorized" | "captured"

const S = OrderFinalizationStatus

/**
 * Whether an order is ready but for its gates: they are asked only then, as they may cost
 * something.
 */
export function isReadyForGates(
  evidence: Evidence,
  status: OrderFinalizationStatusValue,
  rule: PaymentRule
): boolean {
  const outcome = decide(
    { ...evidence, hold_reason: null },
    { ...OPENED_RECORD, status },
    rule
  )
  return outcome.event === OrderFinalizationEvents.FINALIZED
}

/** The `payment` of `order.finalized`, or `null` if the payment does not meet the rule. */
export function toFinalizedPayment(
  payment: PaymentEvidence,
  rule: PaymentRule,
  currencyCode: string
): OrderFinalizedPayment | null {
  const covers = (amount: number) =>
    roundToCurrency(amount, currencyCode) >=
    roundToCurrency(payment.required_amount, currencyCode)

  if (payment.required_amount <= 0) {
    return withStatus(payment, "not_required")
  }
  if (covers(payment.captured_amount)) {
    return withStatus(payment, "captured")
  }
  return rule === "authorized" && covers(payment.authorized_amount)
    ? withStatus(payment, "authorized")
    : null
}

/** By how much the payment falls short of the rule, in major units. */
export function toShortfall(
  payment: PaymentEvidence,
  rule: PaymentRule,
  currencyCode: string
): number {
  const paid =
    rule === "captured" ? payment.captured_amount : payment.authorized_amount
  const missing = MathBN.sub(payment.required_amount, paid).toNumber()
  return Math.max(roundToCurrency(missing, currencyCode), 0)
}

function withStatus(
  payment: PaymentEvidence,
  status: OrderFinalizedPayment["status"]
): OrderFinalizedPayment {
  const { authorized_amount, captured_amount, transaction_ids } = payment
  return { status, authorized_amount, captured_amount, transaction_ids }
}

/** What a person accepted, called what it is most of all. */
function toAcceptedPayment(payment: PaymentEvidence): OrderFinalizedPayment {
  if (payment.captured_amount > 0) {
    return withStatus(payment, "captured")
  }
  const isAuthorized = payment.authorized_amount > 0
  return withStatus(payment, isAuthorized ? "authorized" : "not_required")
}

/**
 * Decides where an order stands. Pure: no I/O and no clock, so that the same evidence has
 * the same outcome, whoever asks: the last step of complete-cart, a subscriber,
 * reconciliation or a person.
 */
export function decide(
  evidence: Evidence,
  record: RecordEvidence,
  rule: PaymentRule
): Outcome {
  const { order, payment, run } = evidence

  if (record.status === S.REVERTED) {
    return stay(
      record,
      holdsMoney(evidence) ? toReviewReason("money_to_give_back") : null
    )
  }
  if (!order) {
    return run.state === "running"
      ? stay(record)
      : revert(evidence, reasonOfMissingOrder(run, record.canceling_code))
  }
  if (record.status === S.FINALIZED) {
    // Whoever hears core's `order.canceled` first must not end with an order that is
    // final. What is cancelled after `order.finalized` has left has core's event alone.
    return order.is_canceled && !record.is_published
      ? revert(evidence, reasonOf(OrderRevertedReason.ORDER_CANCELED))
      : stay(record, isRevoked(evidence) ? toReviewReason("revoked") : null)
  }
  if (order.is_canceled) {
    const { canceling_code } = record
    return revert(
      evidence,
      reasonOf(canceling_code ?? OrderRevertedReason.ORDER_CANCELED)
    )
  }
  if (!record.is_released) {
    if (run.state === "running") {
      const isReview = record.status === S.NEEDS_REVIEW
      return stay(record, isReview ? record.review_reason : null)
    }
    if (run.state === "undone") {
      return review(record, "run_undone")
    }
    if (run.state === "lost") {
      return review(
        record,
        record.last_step_reached ? "parent_run_lost" : "run_lost"
      )
    }
  }

  const isRecorded = payment.unrecorded_capture_ids.length === 0
  const finalizedPayment = isRecorded
    ? toFinalizedPayment(payment, rule, order.currency_code)
    : null
  const isAccepted = record.is_released && record.accepts_amount
  const paid =
    finalizedPayment ?? (isAccepted ? toAcceptedPayment(payment) : null)
  if (!paid) {
    return awaitPayment(evidence, order, record, rule)
  }
  const heldBy = record.is_released ? null : evidence.hold_reason
  if (heldBy || (isRevoked(evidence) && !record.is_released)) {
    return hold(evidence, record, heldBy)
  }
  return {
    ...stay(record),
    status: S.FINALIZED,
    event: OrderFinalizationEvents.FINALIZED,
    order,
    payment: paid,
  }
}

function stay(
  { status }: RecordEvidence,
  review_reason: string | null = null
): Outcome & { event: null } {
  return { status, event: null, cancel: null, review_reason, hold_reason: null }
}

/** A status that does not lead to a review keeps its name and carries the sentence. */
function review(record: RecordEvidence, name: ReviewReasonName): Outcome {
  return {
    ...stay(record, toReviewReason(name)),
    status: record.status === S.PENDING ? S.NEEDS_REVIEW : record.status,
  }
}

function revert(evidence: Evidence, reason: RecordedReason): Outcome {
  return {
    status: S.REVERTED,
    event: OrderFinalizationEvents.REVERTED,
    reason,
    review_reason: holdsMoney(evidence)
      ? toReviewReason("money_to_give_back")
      : null,
    hold_reason: null,
  }
}

function hold(
  evidence: Evidence,
  record: RecordEvidence,
  heldBy: string | null
): Outcome {
  const { noticed_session_ids } = evidence.payment.provider
  const ids = noticed_session_ids.join(", ")
  const held = heldBy && toReviewReason("held", heldBy)
  const doubt = isRevoked(evidence)
    ? toReviewReason("revoked")
    : ids && toReviewReason("noticed", ids)
  const isReview =
    record.status === S.NEEDS_REVIEW ||
    (record.status === S.PENDING && heldBy === null)
  return {
    // A gate's own words may end without a full stop.
    ...stay(
      record,
      held && doubt
        ? `${held.replace(/\.$/, "")}. ${doubt}`
        : held || doubt || null
    ),
    status: isReview ? S.NEEDS_REVIEW : S.ON_HOLD,
    hold_reason: heldBy,
  }
}

/**
 * An order that is not paid, by the rule: it waits, and for how long. The plugin cancels
 * only what waits in plain sight: nobody holds money for it, the provider itself has
 * refused it or the time is over, and there is nothing that a person should look at.
 */
function awaitPayment(
  evidence: Evidence,
  order: OrderEvidence,
  record: RecordEvidence,
  rule: PaymentRule
): Outcome {
  // A hold and a review lead to an answer only, never back to waiting.
  const isHeld = record.status === S.ON_HOLD || record.status === S.NEEDS_REVIEW
  const sentence = whyUnpaid(evidence, order, record, rule, isHeld)
  const waiting: Outcome & { event: null } = {
    ...stay(record, sentence),
    status: isHeld ? record.status : S.AWAITING_PAYMENT,
  }
  const code = isHeld || sentence ? null : toCancelCode(evidence, record)
  if (!code) {
    return waiting
  }
  const hasFailed = record.canceling_code !== null
  if (record.review_reason && !hasFailed) {
    // What a person was told about until now is waited out once more.
    return waiting
  }
  return {
    ...waiting,
    cancel: code,
    review_reason: hasFailed ? toReviewReason("not_canceled", code) : null,
  }
}

function toCancelCode(
  evidence: Evidence,
  { is_overdue }: RecordEvidence
): OrderRevertedReasonCode | null {
  const { payment } = evidence
  if (holdsMoney(evidence) || payment.provider.holds_money) {
    return null
  }
  if (payment.provider.has_refused) {
    return OrderRevertedReason.PAYMENT_FAILED
  }
  // An order that nobody is asked to pay for, like a child order, is never late.
  return is_overdue && payment.is_asked_for
    ? OrderRevertedReason.PAYMENT_EXPIRED
    : null
}

function whyUnpaid(
  evidence: Evidence,
  order: OrderEvidence,
  record: RecordEvidence,
  rule: PaymentRule,
  isHeld: boolean
): string | null {
  const { payment } = evidence
  const { provider } = payment
  if (payment.unrecorded_capture_ids.length) {
    return toReviewReason(
      "unrecorded",
      payment.unrecorded_capture_ids.join(", ")
    )
  }
  if (payment.has_ended) {
    return toReviewReason("payment_ended")
  }
  // Until its time is over: the customer may pay by another session.
  if (payment.has_failed && !record.is_overdue && !isHeld) {
    return toReviewReason("payment_failed")
  }
  if (provider.has_revoked) {
    return toReviewReason("revoked")
  }
  if (isHeld) {
    return toReviewReason("not_covered")
  }
  if (holdsMoney(evidence)) {
    const covers = toFinalizedPayment(
      payment,
      "authorized",
      order.currency_code
    )
    if (record.is_overdue) {
      return toReviewReason("late_with_money")
    }
    return rule === "captured" && covers ? null : toReviewReason("partly_paid")
  }
  if (!payment.is_asked_for) {
    return toReviewReason("not_asked_for")
  }
  if (record.is_overdue && provider.holds_money) {
    return toReviewReason("late_at_provider")
  }
  if (record.is_overdue && provider.is_silent) {
    return toReviewReason("late_and_silent")
  }
  return null
}

function reasonOf(
  code: OrderRevertedReasonCode,
  step: string | null = null,
  message: string | null = null
): RecordedReason {
  return { code, step, message }
}

function reasonOfMissingOrder(
  run: RunEvidence,
  cancelingCode: OrderRevertedReasonCode | null
): RecordedReason {
  if (cancelingCode) {
    return reasonOf(cancelingCode)
  }
  if (run.state !== "undone") {
    return reasonOf(OrderRevertedReason.ORDER_MISSING)
  }
  return run.failed_step
    ? reasonOf(
        OrderRevertedReason.WORKFLOW_FAILED,
        run.failed_step,
        run.error_message ?? null
      )
    : reasonOf(OrderRevertedReason.WORKFLOW_CANCELED)
}

/** Of money that was all given back it does not matter what the provider says. */
function isRevoked(evidence: Evidence): boolean {
  return evidence.payment.provider.has_revoked && holdsMoney(evidence)
}

function holdsMoney({ order, payment }: Evidence): boolean {
  const round = (amount: number) =>
    order ? roundToCurrency(amount, order.currency_code) : amount
  return (
    round(payment.authorized_amount) > 0 || round(payment.captured_amount) > 0
  )
}
