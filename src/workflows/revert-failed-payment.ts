import {
  createWorkflow,
  transform,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import { publishOrderEventsStep } from "./steps/publish-order-events"
import {
  revertFailedPaymentStep,
  type RevertFailedPaymentStepInput,
} from "./steps/revert-failed-payment"

export const revertFailedPaymentWorkflowId =
  "order-finalization-revert-failed-payment"
/**
 * Cancels, through core, the order whose deferred payment the provider calls failed or
 * cancelled, and publishes its `order.reverted`.
 *
 * @example
 * await revertFailedPaymentWorkflow(container).run({
 *   input: { payment_session_id: "payses_123" },
 * })
 */
export const revertFailedPaymentWorkflow = createWorkflow(
  revertFailedPaymentWorkflowId,
  (input: WorkflowData<RevertFailedPaymentStepInput>) => {
    const reverted = revertFailedPaymentStep(input)
    publishOrderEventsStep(
      transform(reverted, ({ order_id }) => ({
        order_ids: order_id ? [order_id] : [],
      }))
    )
    return new WorkflowResponse(reverted)
  }
)
