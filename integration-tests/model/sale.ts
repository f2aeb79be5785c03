import type { completeCartWorkflow } from "@medusajs/medusa/core-flows"
import type { KillPoint } from "../helpers/faults/kill-points"

/** What a cart costs, in major units; the free one costs nothing. */
const TOTAL = 15
/**
 * What some collections ask for, as tax and discounts may leave it, and what a bank brings:
 * in currencies of two digits, of none and of three.
 */
export const UNEVEN = {
  eur: { asked: 10.3322375, price: 10.33, digits: 2 },
  jpy: { asked: 14.4, price: 14, digits: 0 },
  kwd: { asked: 10.33223, price: 10.332, digits: 3 },
}
export type UnevenCurrency = keyof typeof UNEVEN

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
  /** `imported`: there was no cart, and nobody is asked to pay. */
  outcome: Outcome | "imported"
  /** Whether its collection asks for an amount that no bank can bring, and in what. */
  uneven: UnevenCurrency | null
  /** Whether the backend's gate holds its orders, and since when it has let them pass. */
  gate: { holds: boolean; passed_at: number }
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

/** One to which nothing has happened yet. */
export const toSale = (
  cart_id: string,
  payment_session_id: string | null,
  outcome: Sale["outcome"],
  uneven: UnevenCurrency | null = null
): Sale => ({
  cart_id,
  payment_session_id,
  outcome,
  uneven,
  gate: { holds: false, passed_at: 0 },
  is_nested: false,
  orders: [],
  failure_notices: [],
  reductions: [],
  quiet_at: [],
  has_met_trouble: false,
})

/** An order whose run has created it just now. */
export const toPlacedOrder = (
  order_id: string,
  is_nested: boolean
): PlacedOrder => ({
  order_id,
  is_nested,
  is_staged: false,
  is_released: false,
  accepts_amount: false,
  is_overdue: false,
  is_forgotten: false,
})

/** What the bank brings for a sale. */
export const toPrice = ({ outcome, uneven }: Sale): number => {
  if (outcome === "free") {
    return 0
  }
  return uneven ? UNEVEN[uneven].price : TOTAL
}

/** What is to be paid for an order whose total refunds have lowered by `credited`. */
export const toRequired = (
  { outcome, uneven }: Sale,
  credited: number
): number => {
  if (outcome === "free") {
    return 0
  }
  const asked = uneven ? UNEVEN[uneven].asked : TOTAL
  return Math.max(Math.min(asked, TOTAL - credited), 0)
}

/** To the smallest unit of the currency that is paid in. */
export const toMinor = (amount: number, { uneven }: Sale): number =>
  Math.round(amount * 10 ** (uneven ? UNEVEN[uneven].digits : 2))

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
    // Core says so once; whoever cannot act on it then never hears of it again, and of an
    // imported order there may have been no record yet.
    return sale.has_met_trouble || sale.outcome === "imported"
      ? ["reverted", "finalized"]
      : ["reverted"]
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
  const isHeld = sale.gate.holds && !order.is_released
  const wasHeld = standing.past.has("on_hold")
  const answer = is_paid
    ? isHeld
      ? "on_hold"
      : "finalized"
    : // The money may be gone for which it was held.
      ((sale.failure_notices.length || wasHeld) && toWaiting(standing.past)) ||
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
