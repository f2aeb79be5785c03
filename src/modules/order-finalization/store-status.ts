import type { OrderFinalizationStatusValue } from "./types"

/** What a shopper is told of an order: `status` of the Store API. */
export type StoreOrderFinalizationStatus =
  "processing" | "awaiting_payment" | "confirmed" | "canceled"

/**
 * A shopper does not learn that a person or a fraud check looks at the order: such an order
 * reads as one whose checkout is not over yet.
 */
export const STORE_STATUS = {
  pending: "processing",
  on_hold: "processing",
  needs_review: "processing",
  awaiting_payment: "awaiting_payment",
  finalized: "confirmed",
  reverted: "canceled",
} as const satisfies Record<
  OrderFinalizationStatusValue,
  StoreOrderFinalizationStatus
>
