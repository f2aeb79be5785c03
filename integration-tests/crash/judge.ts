import type { OrderTruth } from "./truth"

export type Verdict = {
  order_id: string
  /**
   * - lost: the order has its final evidence, or was acknowledged, and nobody was told.
   * - wrong: somebody was told what is not so.
   */
  fault: "lost" | "wrong"
  why: string
}

const FINALIZED = "order.finalized"
const REVERTED = "order.reverted"

const distinct = (events: { event_id?: string }[]) =>
  new Set(events.map(({ event_id }) => event_id)).size

/** What the contract says that must not be; from the outside, without `decide`. */
export const findWrong = (order: OrderTruth): string | null => {
  const { finalized, reverted, stands, steps } = order
  if (distinct(finalized) > 1 || distinct(reverted) > 1) {
    return "one of its events came with two IDs"
  }
  if (finalized.length && !stands && !reverted.length) {
    return "finalized, but not there and never reverted"
  }
  if (finalized.length && stands && !order.is_paid) {
    return "finalized, but not paid"
  }
  if (finalized.length && steps.length && !steps.includes("orderCreated")) {
    return "finalized, but its run died before its last step"
  }
  if (reverted.length && stands && !order.is_canceled) {
    return "reverted, but it stands"
  }
  if (finalized.length && reverted.length) {
    const isAfter =
      order.heard.indexOf(FINALIZED) < order.heard.indexOf(REVERTED)
    const isLater = reverted[0]!.sequence > finalized[0]!.sequence
    if (!isAfter || !isLater || !reverted[0]!.was_finalized) {
      return "reverted before it was finalized"
    }
  }
  return null
}

/** What the contract promises and did not come, once all has come to rest. */
export const findLost = (
  order: OrderTruth,
  isAcknowledged: boolean
): string | null => {
  const { finalized, reverted, stands, status } = order
  const needsReview = status === "needs_review" && order.review_reason
  const hasAnswer = finalized.length || reverted.length
  if (isAcknowledged && !hasAnswer && !needsReview) {
    // An order whose payment is deferred is acknowledged, and has no answer yet.
    if (status !== "awaiting_payment" || order.is_paid) {
      return "acknowledged, but without an answer"
    }
  }
  if (!stands && !reverted.length) {
    return "gone, but not reverted"
  }
  if (stands && (status === null || status === "pending")) {
    return `there, but its finalization is ${status ?? "missing"}`
  }
  const isFinal = order.is_paid && order.steps.includes("finalize-order")
  if (stands && isFinal && !order.is_canceled && !finalized.length) {
    return "paid and done, but not finalized"
  }
  if (status === "finalized" && !finalized.length) {
    return "recorded as finalized, but nobody heard it"
  }
  return null
}

/** The faults of all orders. */
export const judge = (
  orders: OrderTruth[],
  acknowledged: Set<string>
): Verdict[] =>
  orders.flatMap((order): Verdict[] => {
    const { order_id } = order
    const wrong = findWrong(order)
    const lost = findLost(order, acknowledged.has(order_id))
    return [
      ...(wrong ? [{ order_id, fault: "wrong", why: wrong } as const] : []),
      ...(lost ? [{ order_id, fault: "lost", why: lost } as const] : []),
    ]
  })
