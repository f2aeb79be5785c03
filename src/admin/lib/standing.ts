import type { Json } from "../../api/json"
import type { AdminOrderFinalizationDetailResponse } from "../../api/answers"
import type { AdminOrderFinalization } from "../../api/answers"

export type Answer = Json<AdminOrderFinalizationDetailResponse>
export type AnswerRecord = Json<AdminOrderFinalization>

/** Where an order stands, for a person: the text below `standing`, and its color. */
export type Standing = {
  text: string
  values: { why: string }
  color: "green" | "orange" | "red" | "blue" | "grey"
}

/** @param isCanceled - Whether the order was cancelled, as core says. */
export function toStanding(
  { status, hold_reason, review_reason, reason }: AnswerRecord,
  isCanceled = false
): Standing {
  const words = (
    color: Standing["color"],
    why: string | null = null,
    text: string = status
  ): Standing => ({ text, values: { why: why ?? "" }, color })

  switch (status) {
    case "pending":
      return words("blue")
    case "awaiting_payment":
      return words("orange")
    case "on_hold":
      return words("orange", hold_reason ?? review_reason)
    case "finalized":
      return isCanceled ? words("grey", null, "canceled") : words("green")
    case "reverted":
      return words("red", reason?.code)
    case "needs_review":
      return words("red", review_reason)
  }
}

/** Since when it stands there. */
export const toSince = (record: AnswerRecord): string =>
  (record.status === "finalized" && record.finalized_at) || record.updated_at

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
