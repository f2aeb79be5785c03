import {
  createWorkflow,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import {
  deleteOrderWebhookStep,
  type DeleteOrderWebhookStepInput,
} from "./steps/delete-order-webhook"

export const deleteOrderWebhookWorkflowId = "order-finalization-delete-webhook"
/**
 * Deletes a webhook with its open deliveries. It fails without such a webhook.
 *
 * @example
 * await deleteOrderWebhookWorkflow(container).run({
 *   input: { id: "ordwh_123" },
 * })
 */
export const deleteOrderWebhookWorkflow = createWorkflow(
  deleteOrderWebhookWorkflowId,
  (input: WorkflowData<DeleteOrderWebhookStepInput>) => {
    return new WorkflowResponse(deleteOrderWebhookStep(input))
  }
)
