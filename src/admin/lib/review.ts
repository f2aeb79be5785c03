import {
  readReviewReason,
  toReviewReason,
  type ReviewReasonName,
} from "../../modules/order-finalization/review-reasons"
import type { AnswerRecord } from "./standing"

/** What may follow on the words of a gate, which may hold anything themselves. */
const DOUBTS = [
  toReviewReason("revoked"),
  toReviewReason("noticed").replace(/\.$/, ""),
]

/** A `review_reason` by its sentences. */
export function toSentences(reviewReason: string): string[] {
  if (readReviewReason(reviewReason)?.name !== "held") {
    return [reviewReason]
  }
  const at = Math.max(...DOUBTS.map((each) => reviewReason.lastIndexOf(each)))
  return at > 0
    ? [reviewReason.slice(0, at).trim(), reviewReason.slice(at)]
    : [reviewReason]
}

/** What of a `review_reason` is not said by where the order stands; `null` if all is. */
export function toReviewNote(
  record: Pick<AnswerRecord, "status" | "hold_reason" | "review_reason">
): string | null {
  const { status, hold_reason, review_reason } = record
  if (!review_reason || status === "needs_review") {
    return null
  }
  if (status !== "on_hold") {
    return review_reason
  }
  const isSaid = (sentence: string) =>
    !hold_reason ||
    sentence.replace(/\.$/, "") ===
      toReviewReason("held", hold_reason).replace(/\.$/, "")
  return (
    toSentences(review_reason)
      .filter((sentence) => !isSaid(sentence))
      .join(" ") || null
  )
}

/** By what is to be looked at, where that says more than the status does. */
const ADVICE: Partial<Record<ReviewReasonName, string>> = {
  run_undone: "needs_review",
  run_lost: "needs_review",
  parent_run_lost: "needs_review",
  revoked: "revoked",
  noticed: "revoked",
  unrecorded: "unrecorded",
  payment_ended: "awaiting_payment",
  payment_failed: "awaiting_payment",
  not_covered: "awaiting_payment",
  not_canceled: "not_canceled",
  not_reconciled: "not_reconciled",
}

/** What a person can do about a record that is to be looked at: the text below `advice`. */
export function adviceOf(
  record: Pick<AnswerRecord, "status" | "review_reason">
): string {
  const { status, review_reason } = record
  const [last] = toSentences(review_reason ?? "").slice(-1)
  const name = readReviewReason(last!)?.name
  // A final order cannot be released.
  return status === "finalized" && name === "revoked"
    ? status
    : ((name && ADVICE[name]) ?? status)
}
