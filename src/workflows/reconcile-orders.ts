import {
  createWorkflow,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { publishOrderEventsStep } from "./steps/publish-order-events"
import { reconcileOrdersStep } from "./steps/reconcile-orders"

export const reconcileOrdersWorkflowId = "reconcile-orders"
/**
 * Settles whatever has waited longer than `reconcileAfter`, and publishes what comes of
 * it. Any number of instances may run it at once.
 *
 * @example
 * const { result } = await reconcileOrdersWorkflow(container).run()
 */
export const reconcileOrdersWorkflow = createWorkflow(
  reconcileOrdersWorkflowId,
  () => {
    const report = reconcileOrdersStep()
    publishOrderEventsStep({})
    return new WorkflowResponse(report)
  }
)
