import type { completeCartWorkflow } from "@medusajs/medusa/core-flows"
import type { KillPoint } from "../helpers/kill-points"

/** What a cart costs, in major units; the free one costs nothing. */
const PRICE = 15

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
  undone?: { since: number; until: number }
  is_released: boolean
  /** Whether it had its answer before core forgot its run. */
  is_forgotten: boolean
}

/** A customer's cart, and all that has happened to it. */
export type Sale = {
  cart_id: string
  payment_session_id: string | null
  outcome: Outcome
  /** Whether complete-cart runs within another workflow at the moment. */
  is_nested: boolean
  /** In the order of their creation: a refused one may be followed by another. */
  orders: PlacedOrder[]
  /** The run that has ended well, for whoever cancels it. */
  run?: FinishedRun
  /** When the provider was about to say that the payment failed or was cancelled. */
  failure_notices: string[]
  /** Whether something may have been lost between the end of its run and the plugin. */
  has_met_trouble: boolean
}

/** What the order of a sale costs. */
export const toPrice = ({ outcome }: Sale) => (outcome === "free" ? 0 : PRICE)

/** The customers of one sequence of commands. */
export type Model = { sales: Sale[] }

/** What core and the bank say of an order in the end. */
export type Standing = {
  stands: boolean
  is_canceled: boolean
  is_paid: boolean
  is_finalized: boolean
  /** Before `order.finalized` had left. */
  was_canceled_unannounced: boolean
  /** Whether it was `awaiting_payment` once. */
  has_waited: boolean
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
    return [standing.has_waited ? "awaiting_payment" : "needs_review"]
  }
  const answer = is_paid ? "finalized" : "awaiting_payment"
  // Core keeps no trace of how the workflow around complete-cart has ended: only the
  // message from its end tells, if it arrives in time.
  const isUncertain = order.is_nested && sale.has_met_trouble
  return isUncertain && !order.is_released ? [answer, "needs_review"] : [answer]
}
