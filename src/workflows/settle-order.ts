import {
  createWorkflow,
  transform,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import type { TrackedOrder } from "../modules/order-finalization/types"
import { publishOrderEventsStep } from "./steps/publish-order-events"
import { settleOrderStep } from "./steps/settle-order"

export const settleOrderWorkflowId = "order-finalization-settle-order"
/**
 * Settles an order whose outermost run has ended well, and publishes what comes of it.
 * Runs twice without harm.
 *
 * @example
 * await settleOrderWorkflow(container).run({ input: order })
 */
export const settleOrderWorkflow = createWorkflow(
  settleOrderWorkflowId,
  (order: WorkflowData<TrackedOrder>) => {
    const { claimed_events } = settleOrderStep(order)
    const toPublish = transform({ order, claimed_events }, (data) => ({
      claimed_events: data.claimed_events,
      order_ids: [data.order.order_id],
    }))
    return new WorkflowResponse(publishOrderEventsStep(toPublish))
  }
)
