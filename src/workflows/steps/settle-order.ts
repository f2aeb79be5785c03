import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import type {
  OutboxEvent,
  TrackedOrder,
} from "../../modules/order-finalization/types"
import { settleFromEvidence } from "../settling/settle-from-evidence"
import { settleStaged } from "../settling/settle-staged"

export type SettleOrderStepOutput = {
  /** Events that were claimed along with settling: the caller publishes them. */
  claimed_events: OutboxEvent[]
}

export const settleOrderStepId = "settle-order-step"
/**
 * Settles an order whose outermost run has ended well. What the run's last step staged is
 * made good as it stands. Only if nothing is staged, or that was a while ago, a gate is to be
 * asked, or a payment that was deferred may have come meanwhile, is the evidence gathered.
 */
export const settleOrderStep = createStep(
  settleOrderStepId,
  async (order: TrackedOrder, { container }) => {
    const event = await settleStaged(container, order.order_id)
    if (event) {
      return new StepResponse<SettleOrderStepOutput>({
        claimed_events: [event],
      })
    }

    await settleFromEvidence(container, order, async () => ({
      state: "finished",
    }))
    return new StepResponse<SettleOrderStepOutput>({ claimed_events: [] })
  }
)
