import {
  createWorkflow,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import {
  pauseOrderWebhookStep,
  type PauseOrderWebhookStepInput,
} from "./steps/pause-order-webhook"

export const pauseOrderWebhookWorkflowId = "order-finalization-pause-webhook"
/**
 * Has nothing leave to a webhook until it is enabled. Its events wait.
 *
 * @example
 * await pauseOrderWebhookWorkflow(container).run({
 *   input: { id: "ordwh_123" },
 * })
 */
export const pauseOrderWebhookWorkflow = createWorkflow(
  pauseOrderWebhookWorkflowId,
  (input: WorkflowData<PauseOrderWebhookStepInput>) => {
    return new WorkflowResponse(pauseOrderWebhookStep(input))
  }
)
