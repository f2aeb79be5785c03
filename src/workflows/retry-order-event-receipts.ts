import {
  createWorkflow,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import {
  retryOrderEventReceiptsStep,
  type RetryOrderEventReceiptsStepInput,
} from "./steps/retry-order-event-receipts"

export const retryOrderEventReceiptsWorkflowId =
  "order-finalization-retry-order-event-receipts"
/**
 * Retries dead-lettered receipts of `processOnce`: their handlers run again, once their cause is
 * mended. They run within seconds, where the backend's jobs run.
 * It fails for a consumer or an event that nobody knows.
 *
 * @example
 * const { result } = await retryOrderEventReceiptsWorkflow(container).run({
 *   input: { consumer: "erp" },
 * })
 * // result.count receipts
 */
export const retryOrderEventReceiptsWorkflow = createWorkflow(
  retryOrderEventReceiptsWorkflowId,
  (input: WorkflowData<RetryOrderEventReceiptsStepInput>) => {
    return new WorkflowResponse(retryOrderEventReceiptsStep(input))
  }
)
