import {
  createWorkflow,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import {
  rotateOrderWebhookSecretStep,
  type RotateOrderWebhookSecretStepInput,
} from "./steps/rotate-order-webhook-secret"

export const rotateOrderWebhookSecretWorkflowId =
  "order-finalization-rotate-webhook-secret"
/**
 * Gives a webhook a new secret. The previous one signs as well until it expires, so that the
 * receiver may change to the new one at any time between. It fails without such a webhook.
 *
 * @example
 * const { result } = await rotateOrderWebhookSecretWorkflow(container).run({
 *   input: { id: "ordwh_123", expire_previous_after_ms: 3_600_000 },
 * })
 * // result.secret
 */
export const rotateOrderWebhookSecretWorkflow = createWorkflow(
  rotateOrderWebhookSecretWorkflowId,
  (input: WorkflowData<RotateOrderWebhookSecretStepInput>) => {
    return new WorkflowResponse(rotateOrderWebhookSecretStep(input))
  }
)
