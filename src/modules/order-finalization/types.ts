/**
 * Terminology
 *
 * - finalization: the record of one order's way to its answer; one row per order.
 * - event: one row of the outbox, `order.finalized` or `order.reverted`. Staged (not yet
 *   to be published), then due, then published.
 * - gate: a check of the backend's own that may hold a paid order.
 * - evidence: what is true of an order right now, gathered from every source.
 * - outcome: what the evidence amounts to; only `decide` makes one.
 * - settle: bring one order to the outcome of its evidence.
 * - publish: hand due events to the event bus.
 * - reconcile: settle whatever has waited too long.
 */

/** The names of the plugin's events on Medusa's event bus. */
export const OrderFinalizationEvents = {
  /**
   * Emitted once per order, when the order exists, its payment meets the `finalizeOn`
   * rule, every capture is recorded as an order transaction, and every step of
   * `completeCartWorkflow` and of the workflow around it has succeeded.
   *
   * @eventPayload
   * ```ts
   * {
   *   id, // The ID of the order
   *   event_id, // The ID of the event, the same over every redelivery
   *   sequence, // 1, 2, … within one order
   *   occurred_at, // (string) ISO 8601
   *   cart_id, // The ID of the cart, or null
   *   display_id, // (number) The order number, or null
   *   currency_code, // (string) Lower-case ISO 4217
   *   total, // (number) The order's total, in major units
   *   payment, // { status, authorized_amount, captured_amount, transaction_ids }
   * }
   * ```
   */
  FINALIZED: "order.finalized",
  /**
   * Emitted once per order, when whatever was done for the order is to be undone: the
   * order is gone or cancelled.
   *
   * @eventPayload
   * ```ts
   * {
   *   id, // The ID of the order
   *   event_id, // The ID of the event, the same over every redelivery
   *   sequence, // 1, 2, … within one order
   *   occurred_at, // (string) ISO 8601
   *   cart_id, // The ID of the cart, or null
   *   display_id, // (number) The order number, or null
   *   was_finalized, // (boolean) Whether `order.finalized` was handed to the event bus before
   *   reason, // { code, step }, no free text: an error's message is in the record alone
   * }
   * ```
   */
  REVERTED: "order.reverted",
} as const

export type OrderFinalizationEventName =
  (typeof OrderFinalizationEvents)[keyof typeof OrderFinalizationEvents]

/** Why an order was reverted: `reason.code` of `order.reverted`. */
export const OrderRevertedReason = {
  /** A step of the workflow failed and the run was compensated. */
  WORKFLOW_FAILED: "workflow_failed",
  /** The run was cancelled: by the workflow around it, by core, or by an operator. */
  WORKFLOW_CANCELED: "workflow_canceled",
  /** The payment provider said that a deferred payment failed or was cancelled. */
  PAYMENT_FAILED: "payment_failed",
  /** The payment did not come within `awaitingPaymentTimeout`. */
  PAYMENT_EXPIRED: "payment_expired",
  /** The order was cancelled before it was final. */
  ORDER_CANCELED: "order_canceled",
  /** The order is gone and nothing says why. */
  ORDER_MISSING: "order_missing",
} as const

export type OrderRevertedReasonCode =
  (typeof OrderRevertedReason)[keyof typeof OrderRevertedReason]

/** The statuses of an order's finalization. */
export const OrderFinalizationStatus = {
  /** The order is created, the workflow is still running. */
  PENDING: "pending",
  /** The workflow is done, the payment is deferred or unpaid. */
  AWAITING_PAYMENT: "awaiting_payment",
  /** Paid, but a gate holds it. */
  ON_HOLD: "on_hold",
  /** `order.finalized` is recorded. */
  FINALIZED: "finalized",
  /** `order.reverted` is recorded; terminal. */
  REVERTED: "reverted",
  /** The evidence contradicts itself: a person decides. */
  NEEDS_REVIEW: "needs_review",
} as const

export type OrderFinalizationStatusValue =
  (typeof OrderFinalizationStatus)[keyof typeof OrderFinalizationStatus]

/** Where the counts of the summary and of the alarms end: a larger one says this, too. */
export const MAX_COUNTED = 10_000

/** The statuses of a receipt of `processOnce`. */
export const OrderFinalizationReceiptStatus = {
  /** The handler is running, or is yet to run (again). */
  PENDING: "pending",
  /** The handler has succeeded. */
  DONE: "done",
  /** The handler has failed for the last time: a person retries it. */
  FAILED: "failed",
} as const

export type OrderFinalizationReceiptStatusValue =
  (typeof OrderFinalizationReceiptStatus)[keyof typeof OrderFinalizationReceiptStatus]

/** How an order is paid. Amounts are in major units of the order's currency. */
export type OrderFinalizedPayment = {
  status: "authorized" | "captured" | "not_required"
  authorized_amount: number
  captured_amount: number
  /** IDs of the order transactions that record the captures. */
  transaction_ids: string[]
}

/** @asType integer */
type Integer = number

// The tags below are for the JSON Schemas, which are generated from these types.
type OrderEventData = {
  /** The order's ID: the same key as in core's `order.placed`. */
  id: string
  /**
   * Prefix `ordev_`; the same over every redelivery: the deduplication key.
   *
   * @pattern ^ordev_
   */
  event_id: string
  /**
   * 1, 2, … within one order; a later event always has a larger one.
   *
   * @minimum 1
   */
  sequence: Integer
  /**
   * ISO 8601; when the plugin recorded the event.
   *
   * @format date-time
   */
  occurred_at: string
  /** The cart that the order came from. */
  cart_id: string | null
  /** The order number that people see. */
  display_id: Integer | null
}

/** `data` of `order.finalized`. */
export type OrderFinalizedEventData = OrderEventData & {
  /**
   * Lower-case ISO 4217, as core stores it.
   *
   * @pattern ^[a-z]{3}$
   */
  currency_code: string
  /** The order's total in major units, as core's `order.total`. */
  total: number
  payment: OrderFinalizedPayment
}

/**
 * Why an order was reverted. Without the error's message: that may hold a name or a number
 * that no filter knows, and payloads go to other companies.
 */
export type OrderRevertedReasonData = {
  code: OrderRevertedReasonCode
  /** The ID of the step that failed. */
  step: string | null
}

/** Why an order was reverted, as its record keeps it and the Admin API shows it. */
export type RecordedReason = OrderRevertedReasonData & {
  /** The error's first line without what looks like a secret; at most 500 characters. */
  message: string | null
}

/** `data` of `order.reverted`. */
export type OrderRevertedEventData = OrderEventData & {
  /** Whether `order.finalized` was handed to the event bus for this order before. */
  was_finalized: boolean
  reason: OrderRevertedReasonData
}

/** What a published event needs; the rest of the row is the relay's own. */
export type OutboxEvent = {
  id: string
  order_id: string
  sequence: number
  name: OrderFinalizationEventName
  data: OrderFinalizedEventData | OrderRevertedEventData
  attempts: number
  /**
   * Whether it waits for longer than a second to be published for the first time, by the
   * database's clock. Not of one that has just become due.
   */
  is_late?: boolean
}

/** What the record of an order opens with. */
export type TrackedOrder = {
  order_id: string
  cart_id: string | null
  display_id: number | null
  /** The run that created the order: a transaction ID may have had several runs. */
  workflow_id: string | null
  transaction_id: string | null
  run_id: string | null
  /** The run that it was nested in. */
  parent_workflow_id: string | null
  parent_transaction_id: string | null
  parent_run_id: string | null
}

/** Of an order that no run of complete-cart is known to have created. */
export const UNKNOWN_RUN = {
  cart_id: null,
  display_id: null,
  workflow_id: null,
  transaction_id: null,
  run_id: null,
  parent_workflow_id: null,
  parent_transaction_id: null,
  parent_run_id: null,
}

/** An order's record and events, as read under lock. */
export type LockedOrder = {
  record: {
    id: string
    order_id: string
    status: OrderFinalizationStatusValue
    staged_status: string | null
    review_reason: string | null
    hold_reason: string | null
    canceling_code: OrderRevertedReasonCode | null
    released_at: Date | null
    accepted_shortfall: { amount: number; currency_code: string } | null
    cart_id: string | null
    display_id: number | null
    checks: number
    /** Since the record was opened, in milliseconds, by the database's clock. */
    age_ms: number
  }
  events: {
    id: string
    sequence: number
    name: OrderFinalizationEventName
    attempts: number
    due_at: Date | null
    published_at: Date | null
  }[]
}

/** What complete-cart's final step has staged: nothing that anybody hears of yet. */
export type StagedOrder = {
  order_id: string
  /** What the order comes to once the outermost run has ended well, unless a gate holds it. */
  status: Extract<
    OrderFinalizationStatusValue,
    "finalized" | "awaiting_payment"
  >
  /** Of the `order.finalized` that is staged, if one is. */
  event_id: string | null
}

/** What an order's record says, for whoever gathers evidence of it. */
export type RecordState = TrackedOrder & {
  status: OrderFinalizationStatusValue
  staged_status: string | null
  updated_at: Date
  /** Payment sessions that a webhook has called failed or cancelled. */
  noticed_session_ids: string[] | null
  /** Why the plugin is about to cancel the order, if it is. */
  canceling_code: OrderRevertedReasonCode | null
  /** Since the record was opened, in milliseconds, by the database's clock. */
  age_ms: number
}

/** A record that is claimed to be reconciled. */
export type ClaimedRecord = {
  order_id: string
  /** Tells this claim from every other; see `extendCheck`. */
  fence: string
}

/**
 * Whether a record was only opened because its order could not be reconciled: what it is,
 * and whether it is to have a record at all, is yet to be seen. Every other record that is
 * `pending` knows the run that created its order.
 */
export function isProvisional(
  record: Pick<RecordState, "status" | "transaction_id" | "staged_status">
): boolean {
  return (
    record.status === OrderFinalizationStatus.PENDING &&
    record.transaction_id === null &&
    record.staged_status === null
  )
}
