import {
  createWorkflow,
  when,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import { publishOrderEventsStep } from "./steps/publish-order-events"
import {
  reconcileOrdersStep,
  type ReconcileOrdersStepInput,
} from "./steps/reconcile-orders"

export type ReconcileOrdersWorkflowInput = ReconcileOrdersStepInput & {
  /**
   * Whether it publishes what has become due. `false` leaves that to the relay of a running
   * backend: a process that ends, as that of `medusa exec`, may take events on its local
   * event bus along.
   *
   * @default true
   */
  publish?: boolean
}

export const reconcileOrdersWorkflowId = "reconcile-orders"
/**
 * Looks again at the orders that are named, or at whatever has waited longer than
 * `reconcileAfter`, settles them, and publishes what comes of it. Any number of instances
 * may run it at once.
 *
 * @example
 * const { result } = await reconcileOrdersWorkflow(container).run({ input: {} })
 */
export const reconcileOrdersWorkflow = createWorkflow(
  reconcileOrdersWorkflowId,
  (input: WorkflowData<ReconcileOrdersWorkflowInput>) => {
    const report = reconcileOrdersStep(input)
    when("is-to-publish", input, ({ publish }) => publish !== false).then(
      () => {
        publishOrderEventsStep({})
      }
    )
    return new WorkflowResponse(report)
  }
)
