import {
  createWorkflow,
  transform,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import { publishOrderEventsStep } from "./steps/publish-order-events"
import {
  releaseOrderStep,
  type ReleaseOrderStepInput,
} from "./steps/release-order"

export const releaseOrderWorkflowId = "release-order"
/**
 * A person's decision that an order which is on hold, or needs a review, is final. It
 * fails if the order is gone, cancelled or unpaid all the same.
 *
 * @example
 * await releaseOrderWorkflow(container).run({
 *   input: { order_id: "order_123", released_by: "user_123" },
 * })
 */
export const releaseOrderWorkflow = createWorkflow(
  releaseOrderWorkflowId,
  (input: WorkflowData<ReleaseOrderStepInput>) => {
    const released = releaseOrderStep(input)
    publishOrderEventsStep(
      transform(input, ({ order_id }) => ({ order_ids: [order_id] }))
    )
    return new WorkflowResponse(released)
  }
)
