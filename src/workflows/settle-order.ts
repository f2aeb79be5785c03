import {
  createWorkflow,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import type { TrackedOrder } from "../modules/order-finalization/types"
import { publishOrderEventsStep } from "./steps/publish-order-events"
import { settleOrderStep } from "./steps/settle-order"

export const settleOrderWorkflowId = "settle-order"
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
    const settled = settleOrderStep(order)
    return new WorkflowResponse(publishOrderEventsStep(settled))
  }
)
