import {
  createWorkflow,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import {
  createOrderWebhookStep,
  type CreateOrderWebhookStepInput,
} from "./steps/create-order-webhook"

export const createOrderWebhookWorkflowId = "order-finalization-create-webhook"
/**
 * Adds a webhook: an endpoint outside that has events sent to it, signed, until it has said
 * yes. It fails for a URL or a header that is refused, and beyond fifty webhooks.
 *
 * @example
 * const { result } = await createOrderWebhookWorkflow(container).run({
 *   input: { url: "https://erp.example.com/orders" },
 * })
 * // result.id, and result.secret, which is never given out again
 */
export const createOrderWebhookWorkflow = createWorkflow(
  createOrderWebhookWorkflowId,
  (input: WorkflowData<CreateOrderWebhookStepInput>) => {
    return new WorkflowResponse(createOrderWebhookStep(input))
  }
)
