import type { completeCartWorkflow } from "@medusajs/medusa/core-flows"
import type { KillPoint } from "../helpers/faults/kill-points"

/** What a cart costs, in major units; the free one costs nothing. */
const TOTAL = 15
/** What some collections ask for, as tax and discounts may leave it, and what a bank brings. */
export const UNEVEN = { asked: 10.3322375, price: 10.33 }

export const OUTCOMES = [
  "authorized",
  "captured",
  "free",
  "error",
  "throw",
  "pending_authorization",
] as const
export type Outcome = (typeof OUTCOMES)[number]

export type FinishedRun = Awaited<
  ReturnType<ReturnType<typeof completeCartWorkflow>["run"]>
>["transaction"]

/** What has happened to the run that created an order. */
export type PlacedOrder = {
  order_id: string
  /** Whether complete-cart ran within another workflow. */
  is_nested: boolean
  /** Whether the plugin's part of the last step has been written. */
  is_staged: boolean
  /** Where its run was stopped for good, as a kill would. */
  stopped_at?: KillPoint
  /** When an operator had its finished run undone, in milliseconds. */
  undone?: Span
  is_released: boolean
  /** Whether that person accepted whatever was paid. */
  accepts_amount: boolean
  /** Whether its payment is late. */
  is_overdue: boolean
  /** Whether it had its answer before core forgot its run. */
  is_forgotten: boolean
}

export type Span = { since: number; until: number }

/** A customer's cart, and all that has happened to it. */
export type Sale = {
  cart_id: string
  payment_session_id: string | null
  outcome: Outcome
  /** Whether its collection asks for an amount that no bank can bring. */
  is_uneven: boolean
  /** Whether complete-cart runs within another workflow at the moment. */
  is_nested: boolean
  /** In the order of their creation: a refused one may be followed by another. */
  orders: PlacedOrder[]
  /** The run that has ended well, for whoever cancels it. */
  run?: FinishedRun
  /** When the provider was about to say, rightly or not, that the payment failed. */
  failure_notices: string[]
  /** When somebody else than the plugin took money back, in milliseconds. */
  reductions: Span[]
  /** When nothing was under way: the plugin reads afterwards what was true then. */
  quiet_at: number[]
  /** Whether something may have been lost between the end of its run and the plugin. */
  has_met_trouble: boolean
}

/** What the bank brings for a sale. */
export const toPrice = ({ outcome, is_uneven }: Sale): number => {
  if (outcome === "free") {
    return 0
  }
  return is_uneven ? UNEVEN.price : TOTAL
}

/** What is to be paid for an order whose total refunds have lowered by `credited`. */
export const toRequired = (
  { outcome, is_uneven }: Sale,
  credited: number
): number => {
  if (outcome === "free") {
    return 0
  }
  const asked = is_uneven ? UNEVEN.asked : TOTAL
  return Math.max(Math.min(asked, TOTAL - credited), 0)
}

/** To cents, which is what all that is bought here is paid in. */
export const toCents = (amount: number) => Math.round(amount * 100)

/** The customers of one sequence of commands. */
export type Model = { sales: Sale[] }

/** What core and the bank say of an order in the end. */
export type Standing = {
  stands: boolean
  is_canceled: boolean
  is_paid: boolean
  is_finalized: boolean
  /** Whether the bank denies what core takes for paid, and has said so. */
  is_revoked: boolean
  /** Before `order.finalized` had left. */
  was_canceled_unannounced: boolean
  /** Every status that it had. */
  past: Set<string>
}

/**
 * What the contract says that the answer must be, in a few lines of its own: nothing of
 * the plugin is asked.
 */
export const expectStatuses = (
  standing: Standing,
  order: PlacedOrder,
  sale: Sale
): string[] => {
  const { stands, is_canceled, is_paid, is_finalized } = standing
  if (!stands) {
    return ["reverted"]
  }
  if (is_finalized && standing.was_canceled_unannounced) {
    // Core says so once; whoever cannot act on it then never hears of it again.
    return sale.has_met_trouble ? ["reverted", "finalized"] : ["reverted"]
  }
  if (is_finalized) {
    return ["finalized"]
  }
  if (is_canceled) {
    return ["reverted"]
  }
  const isDead = order.stopped_at && !order.is_staged
  if ((isDead || order.undone) && !order.is_released) {
    return [toWaiting(standing.past) ?? "needs_review"]
  }
  if (is_paid && standing.is_revoked) {
    // Of an order without a record no notice can be kept.
    const unheard = sale.has_met_trouble ? ["finalized"] : []
    return ["needs_review", "on_hold", ...unheard]
  }
  const answer = is_paid
    ? "finalized"
    : // The money may be gone for which it was held.
      (sale.failure_notices.length && toWaiting(standing.past)) ||
      "awaiting_payment"
  // Core keeps no trace of how the workflow around complete-cart has ended: only the
  // message from its end tells, if it arrives in time.
  const isUncertain = order.is_nested && sale.has_met_trouble
  return isUncertain && !order.is_released ? [answer, "needs_review"] : [answer]
}

/** A hold and a review never lead back to waiting. */
const toWaiting = (past: Set<string>): string | undefined =>
  ["on_hold", "needs_review", "awaiting_payment"].find((status) =>
    past.has(status)
  )
