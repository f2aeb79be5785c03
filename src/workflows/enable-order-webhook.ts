import {
  createWorkflow,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import {
  enableOrderWebhookStep,
  type EnableOrderWebhookStepInput,
} from "./steps/enable-order-webhook"

export const enableOrderWebhookWorkflowId = "order-finalization-enable-webhook"
/**
 * Makes a webhook active, whatever was before: what waits for it leaves at once. It fails if
 * its secrets cannot be read.
 *
 * @example
 * await enableOrderWebhookWorkflow(container).run({
 *   input: { id: "ordwh_123" },
 * })
 */
export const enableOrderWebhookWorkflow = createWorkflow(
  enableOrderWebhookWorkflowId,
  (input: WorkflowData<EnableOrderWebhookStepInput>) => {
    return new WorkflowResponse(enableOrderWebhookStep(input))
  }
)
