import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"
import type {
  OutboxEvent,
  TrackedOrder,
} from "../../modules/order-finalization/types"
import { gatherEvidence } from "../evidence/gather-evidence"

export type SettleOrderStepOutput = {
  /** Events that were claimed along with settling: the caller publishes them. */
  claimed_events: OutboxEvent[]
}

export const settleOrderStepId = "settle-order-step"
/**
 * Settles an order whose outermost run has ended well. What the run's last step staged is
 * made good as it stands; only if there is nothing staged is the evidence gathered.
 */
export const settleOrderStep = createStep(
  settleOrderStepId,
  async (order: TrackedOrder, { container }) => {
    const service = container.resolve<OrderFinalizationModuleService>(
      ORDER_FINALIZATION_MODULE
    )
    const settled = await service.settleStaged(order.order_id)
    if (settled) {
      const claimed_events = settled.event ? [settled.event] : []
      return new StepResponse<SettleOrderStepOutput>({ claimed_events })
    }

    const evidence = await gatherEvidence(
      container,
      order.order_id,
      async () => ({ state: "finished" })
    )
    await service.settleOrder(order, evidence)
    return new StepResponse<SettleOrderStepOutput>({ claimed_events: [] })
  }
)
