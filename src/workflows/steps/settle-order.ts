import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import type {
  OutboxEvent,
  TrackedOrder,
} from "../../modules/order-finalization/types"
import { settleFinishedOrder } from "../settling/settle-finished-order"

export type SettleOrderStepOutput = {
  /** Events that were claimed along with settling: the caller publishes them. */
  claimed_events: OutboxEvent[]
}

export const settleOrderStepId = "settle-order-step"
/** Settles an order whose outermost run has ended well. */
export const settleOrderStep = createStep(
  settleOrderStepId,
  async (order: TrackedOrder, { container }) => {
    const claimed_events = await settleFinishedOrder(container, order)
    return new StepResponse<SettleOrderStepOutput>({ claimed_events })
  }
)
