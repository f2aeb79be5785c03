import {
  createWorkflow,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import {
  testOrderWebhookStep,
  type TestOrderWebhookStepInput,
} from "./steps/test-order-webhook"

export const testOrderWebhookWorkflowId = "order-finalization-test-webhook"
/**
 * Sends a `webhook.test` now, whatever the webhook's state, and without a word about it in the
 * feed.
 *
 * @example
 * const { result } = await testOrderWebhookWorkflow(container).run({
 *   input: { id: "ordwh_123" },
 * })
 * // result.attempt
 */
export const testOrderWebhookWorkflow = createWorkflow(
  testOrderWebhookWorkflowId,
  (input: WorkflowData<TestOrderWebhookStepInput>) => {
    return new WorkflowResponse(testOrderWebhookStep(input))
  }
)
