import {
  createWorkflow,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import {
  updateOrderWebhookStep,
  type UpdateOrderWebhookStepInput,
} from "./steps/update-order-webhook"

export const updateOrderWebhookWorkflowId = "order-finalization-update-webhook"
/**
 * Changes where a webhook's events are sent, which, and how. Its state and its secrets stay
 * as they are. It fails without such a webhook.
 *
 * @example
 * await updateOrderWebhookWorkflow(container).run({
 *   input: { id: "ordwh_123", events: ["order.finalized"] },
 * })
 */
export const updateOrderWebhookWorkflow = createWorkflow(
  updateOrderWebhookWorkflowId,
  (input: WorkflowData<UpdateOrderWebhookStepInput>) => {
    return new WorkflowResponse(updateOrderWebhookStep(input))
  }
)
