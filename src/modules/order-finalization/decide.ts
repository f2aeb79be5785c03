import { MathBN } from "@medusajs/framework/utils"
import {
  OrderFinalizationEvents,
  OrderFinalizationStatus,
  OrderRevertedReason,
  type OrderFinalizationEventName,
  type OrderFinalizationStatusValue,
  type OrderFinalizedPayment,
  type RecordedReason,
} from "./types"

/** What the payment module and the order's transactions say. Amounts in major units. */
export type PaymentEvidence = {
  /** Whether anybody is asked to pay: the order has a payment collection. */
  is_asked_for: boolean
  /** Whether every payment was cancelled, and no session may bring another. */
  is_canceled: boolean
  /** What the order's payment collections ask for, in sum; 0 if nothing is to be paid. */
  required_amount: number
  /** What is authorized, captures included, less what was refunded. */
  authorized_amount: number
  /** What is captured, less what was refunded. */
  captured_amount: number
  /** The order transactions that record captures. */
  transaction_ids: string[]
  /** Captures without an order transaction. */
  unrecorded_capture_ids: string[]
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

/** What is true of an order right now. */
export type Evidence = {
  /** `null` if the order is gone. */
  order: {
    is_canceled: boolean
    /** When it was cancelled, if that is known. */
    canceled_at: Date | null
    currency_code: string
    total: number
    display_id: number | null
    cart_id: string | null
  } | null
  payment: PaymentEvidence
  run: RunEvidence
  /** The gate that holds the order and why; `null` if none does. */
  hold_reason: string | null
}

/** What the order's finalization says so far. */
export type RecordEvidence = {
  status: OrderFinalizationStatusValue
  /** Whether complete-cart's last step was reached. */
  last_step_reached: boolean
  /** Why the order is being reverted, if that is under way. */
  reason: RecordedReason | null
  is_released: boolean
  /** Of a finalized order: when the event bus took its event; `null` if it has not yet. */
  announced_at: Date | null
}

/** What the evidence amounts to. */
export type Outcome = {
  status: OrderFinalizationStatusValue
  /** The event to record with it, if any. */
  event: OrderFinalizationEventName | null
  /** Set whenever the event is `order.reverted`. */
  reason: RecordedReason | null
  review_reason: string | null
  hold_reason: string | null
}

export type PaymentRule = "authorized" | "captured"

const S = OrderFinalizationStatus

const MONEY_TO_GIVE_BACK =
  "The order is reverted, but a payment holds money: it is to be given back."
const RUN_UNDONE_ORDER_STANDS =
  "The run that created the order was undone, but the order still stands."
const RUN_LOST =
  "The run that created the order ended before its last step, and nobody continues it."
const PARENT_RUN_LOST =
  "Whether the workflow around complete-cart has succeeded cannot be told any more."

/**
 * Whether an order is ready but for its gates: they are asked only then, as they may cost
 * something.
 */
export function isReadyForGates(
  evidence: Evidence,
  record: Pick<RecordEvidence, "status">,
  rule: PaymentRule
): boolean {
  const open: RecordEvidence = {
    status: record.status,
    last_step_reached: true,
    reason: null,
    is_released: false,
    announced_at: null,
  }
  return (
    decide({ ...evidence, hold_reason: null }, open, rule).event ===
    OrderFinalizationEvents.FINALIZED
  )
}

/** The `payment` of `order.finalized`, or `null` if the payment does not meet the rule. */
export function toFinalizedPayment(
  payment: PaymentEvidence,
  rule: PaymentRule
): OrderFinalizedPayment | null {
  const { required_amount, authorized_amount, captured_amount } = payment
  const covers = (amount: number) => MathBN.gte(amount, required_amount)

  let status: OrderFinalizedPayment["status"]
  if (required_amount <= 0) {
    status = "not_required"
  } else if (covers(captured_amount)) {
    status = "captured"
  } else if (rule === "authorized" && covers(authorized_amount)) {
    status = "authorized"
  } else {
    return null
  }
  const { transaction_ids } = payment
  return { status, authorized_amount, captured_amount, transaction_ids }
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
  const { order, run } = evidence
  const isPaid = toFinalizedPayment(evidence.payment, rule) !== null

  const stay = (review_reason: string | null = null): Outcome => ({
    status: record.status,
    event: null,
    reason: record.reason,
    review_reason,
    hold_reason: null,
  })
  const review = (sentence: string): Outcome => ({
    ...stay(sentence),
    // A status that does not lead to a review keeps its name and carries the sentence.
    status: record.status === S.PENDING ? S.NEEDS_REVIEW : record.status,
  })
  const revert = (reason: RecordedReason): Outcome => ({
    ...stay(holdsMoney(evidence.payment) ? MONEY_TO_GIVE_BACK : null),
    status: S.REVERTED,
    event: OrderFinalizationEvents.REVERTED,
    reason,
  })

  if (record.status === S.REVERTED) {
    return stay(holdsMoney(evidence.payment) ? MONEY_TO_GIVE_BACK : null)
  }

  if (!order) {
    if (run.state === "running") {
      return stay()
    }
    return revert(record.reason ?? reasonOfMissingOrder(run))
  }

  if (record.status === S.FINALIZED && !isCanceledUnannounced(order, record)) {
    return stay()
  }

  if (order.is_canceled) {
    return revert(record.reason ?? reasonOf(OrderRevertedReason.ORDER_CANCELED))
  }

  if (!record.is_released) {
    if (run.state === "running") {
      return stay()
    }
    if (run.state === "undone") {
      return review(RUN_UNDONE_ORDER_STANDS)
    }
    if (run.state === "lost") {
      return review(record.last_step_reached ? PARENT_RUN_LOST : RUN_LOST)
    }
  }

  if (!isPaid || evidence.payment.unrecorded_capture_ids.length) {
    const sentence = whyUnpaid(evidence.payment, record)
    return {
      ...stay(sentence),
      // A hold and a review lead to an answer only, never back to waiting.
      status: record.status === S.PENDING ? S.AWAITING_PAYMENT : record.status,
    }
  }

  if (evidence.hold_reason && !record.is_released) {
    const isHeld = record.status !== S.NEEDS_REVIEW
    return {
      ...stay(),
      status: isHeld ? S.ON_HOLD : S.NEEDS_REVIEW,
      review_reason: `Held by a gate, ${evidence.hold_reason}`,
      hold_reason: evidence.hold_reason,
    }
  }

  return {
    ...stay(),
    status: S.FINALIZED,
    event: OrderFinalizationEvents.FINALIZED,
    reason: null,
  }
}

function reasonOf(
  code: RecordedReason["code"],
  step: string | null = null,
  message: string | null = null
): RecordedReason {
  return { code, step, message }
}

function reasonOfMissingOrder(run: RunEvidence): RecordedReason {
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

/**
 * Whether an order was cancelled before `order.finalized` had left, after an outage of the
 * event bus say: whoever hears core's `order.canceled` first must not end with an order
 * that is final. What is cancelled later has core's event alone.
 */
function isCanceledUnannounced(
  { is_canceled, canceled_at }: NonNullable<Evidence["order"]>,
  { announced_at }: RecordEvidence
): boolean {
  const isFirst =
    !announced_at || (canceled_at !== null && canceled_at < announced_at)
  return is_canceled && isFirst
}

function holdsMoney(payment: PaymentEvidence): boolean {
  return payment.authorized_amount > 0 || payment.captured_amount > 0
}

function whyUnpaid(
  payment: PaymentEvidence,
  record: RecordEvidence
): string | null {
  if (payment.unrecorded_capture_ids.length) {
    return `Captured but not recorded as an order transaction: ${payment.unrecorded_capture_ids.join(", ")}.`
  }
  if (record.status === S.AWAITING_PAYMENT && record.reason) {
    return `The order is to be cancelled (${record.reason.code}), but still stands.`
  }
  if (payment.is_canceled) {
    return "The order's payment was cancelled, and no other is on its way."
  }
  if (record.status === S.ON_HOLD || record.status === S.NEEDS_REVIEW) {
    return "The order's payment does not cover what its payment collections ask for."
  }
  return null
}
