import {
  createWorkflow,
  transform,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import { publishOrderEventsStep } from "./steps/publish-order-events"
import {
  reconcileOrdersStep,
  type ReconcileOrdersStepInput,
} from "./steps/reconcile-orders"

export const reconcileOrdersWorkflowId = "order-finalization-reconcile-orders"
/**
 * Reconciles the orders that are named, or at whatever has waited longer than
 * `reconcileAfter`, settles them, and publishes what comes of it. Any number of instances
 * may run it at once.
 *
 * @example
 * const { result } = await reconcileOrdersWorkflow(container).run({ input: {} })
 */
export const reconcileOrdersWorkflow = createWorkflow(
  reconcileOrdersWorkflowId,
  (input: WorkflowData<ReconcileOrdersStepInput>) => {
    const report = reconcileOrdersStep(input)
    // What comes of all the others is the relay's: there may be many.
    publishOrderEventsStep(
      transform(input, ({ order_ids = [], publish }) => ({
        order_ids: publish === false ? [] : order_ids,
      }))
    )
    return new WorkflowResponse(report)
  }
)
