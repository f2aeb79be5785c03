import { generateEntityId } from "@medusajs/framework/utils"
import type { OrderEvidence, Outcome } from "./decide"
import {
  OrderFinalizationEvents,
  type OrderFinalizedEventData,
  type TrackedOrder,
} from "./types"

type FinalizedOutcome = Extract<
  Outcome,
  { event: typeof OrderFinalizationEvents.FINALIZED }
>

/** The payload of `order.finalized`. */
export function toFinalizedData(
  order: TrackedOrder,
  outcome: FinalizedOutcome,
  eventId: string
): OrderFinalizedEventData {
  const { currency_code, total, display_id, cart_id }: OrderEvidence =
    outcome.order
  return {
    ...toEventData(order, eventId, 1),
    cart_id: order.cart_id ?? cart_id,
    display_id: order.display_id ?? display_id,
    currency_code,
    total,
    payment: outcome.payment,
  }
}

/** What both events say; the rest is the name's own. */
export function toEventData(
  order: TrackedOrder,
  eventId: string,
  sequence: number
) {
  return {
    id: order.order_id,
    event_id: eventId,
    sequence,
    occurred_at: new Date().toISOString(),
    cart_id: order.cart_id,
    display_id: order.display_id,
  }
}

export function newEventId(): string {
  return generateEntityId(undefined, "ordev")
}
