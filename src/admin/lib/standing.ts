import type { Json } from "../../api/json"
import type {
  AdminOrderFinalization,
  AdminOrderFinalizationDetailResponse,
} from "../../api/answers"
import {
  OrderFinalizationEvents,
  type OrderFinalizationStatusValue,
  type OrderRevertedReasonCode,
} from "../../modules/order-finalization/types"

export type Answer = Json<AdminOrderFinalizationDetailResponse>
export type AnswerRecord = Json<AdminOrderFinalization>
export type AnswerEvent = Answer["order_finalization"]["events"][number]

/** Where an order stands, for a person: the text below `standing`, why, and its color. */
export type Standing = {
  text: string
  /** A code that has words below `reasons`. */
  code: OrderRevertedReasonCode | null
  /** What a gate or the record says. */
  why: string | null
  color: "green" | "orange" | "red" | "blue" | "grey"
}

/** @param isCanceled - Whether the order was cancelled, as core says. */
export function toStanding(
  { status, hold_reason, review_reason, reason }: AnswerRecord,
  isCanceled = false
): Standing {
  const words = (
    color: Standing["color"],
    more: Partial<Standing> = {}
  ): Standing => ({ text: status, code: null, why: null, color, ...more })

  switch (status) {
    case "pending":
      return words("blue")
    case "awaiting_payment":
      return words("orange")
    case "on_hold":
      return words("orange", { why: hold_reason || review_reason })
    case "finalized":
      return isCanceled ? words("grey", { text: "canceled" }) : words("green")
    case "reverted":
      return words("red", { code: reason?.code ?? null })
    case "needs_review":
      return words("red", { why: review_reason })
  }
}

/** Since when it stands there, or when it was last changed: the text below `since`. */
export type Since = { text: "since" | "changed"; at: string }

/** `null` if nothing says when: core keeps no time of what it cancels. */
export function toSince(
  record: AnswerRecord,
  isCanceled = false,
  events: AnswerEvent[] = []
): Since | null {
  const { status, finalized_at, created_at, updated_at } = record
  if (status === "finalized" && isCanceled) {
    return null
  }
  const times: Partial<
    Record<OrderFinalizationStatusValue, string | null | undefined>
  > = {
    pending: created_at,
    finalized: finalized_at,
    reverted: events.find(
      ({ name }) => name === OrderFinalizationEvents.REVERTED
    )?.due_at,
  }
  const since = times[status]
  return since
    ? { text: "since", at: since }
    : { text: "changed", at: updated_at }
}

/** As core says of the order that a list's record comes with. */
export const wasCanceled = ({ order }: AnswerRecord): boolean =>
  order?.status === "canceled"

const GONE: (OrderRevertedReasonCode | undefined)[] = [
  "workflow_failed",
  "workflow_canceled",
  "order_missing",
]

/** Whether core has deleted an order that was reverted so: there is no page to go to. */
export const isGone = (code: OrderRevertedReasonCode | undefined): boolean =>
  GONE.includes(code)

/** Whether a person may end its wait as finalized. */
export const isReleasable = ({ status, review_reason }: AnswerRecord) =>
  status === "on_hold" ||
  status === "needs_review" ||
  (status === "awaiting_payment" && review_reason !== null)

/** Whether the order, its events or their receipts will change without anybody's help. */
export function isMoving({ order_finalization }: Answer): boolean {
  const { status, events } = order_finalization
  return (
    (status !== "finalized" && status !== "reverted") ||
    events.some(
      ({ published_at, receipts }) =>
        published_at === null ||
        receipts.some(({ status }) => status === "pending")
    )
  )
}
