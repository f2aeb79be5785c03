import {
  createWorkflow,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import {
  recoverOrderWebhookStep,
  type RecoverOrderWebhookStepInput,
} from "./steps/recover-order-webhook"

export const recoverOrderWebhookWorkflowId =
  "order-finalization-recover-webhook"
/**
 * Has a webhook be sent what it missed of a time: what it has failed to take, and events that
 * it was never sent, as those from before it was there. It fails without such a webhook.
 *
 * @example
 * const { result } = await recoverOrderWebhookWorkflow(container).run({
 *   input: { id: "ordwh_123", since: "2026-11-01T00:00:00Z" },
 * })
 * // result.count events
 */
export const recoverOrderWebhookWorkflow = createWorkflow(
  recoverOrderWebhookWorkflowId,
  (input: WorkflowData<RecoverOrderWebhookStepInput>) => {
    return new WorkflowResponse(recoverOrderWebhookStep(input))
  }
)
