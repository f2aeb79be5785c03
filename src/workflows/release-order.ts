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

export const releaseOrderWorkflowId = "order-finalization-release-order"
/**
 * A person's decision that an order which is on hold, needs a review, or waits with a
 * `review_reason`, is final. It fails if the order is gone or cancelled, or its payment
 * falls short and that is not accepted.
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
