import {
  createWorkflow,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import {
  redeliverOrderEventStep,
  type RedeliverOrderEventStepInput,
} from "./steps/redeliver-order-event"

export const redeliverOrderEventWorkflowId =
  "order-finalization-redeliver-order-event"
/**
 * Delivers an event again, with the same `event_id`: to the event bus and every consumer
 * of `processOnce`, or to one consumer alone. It fails if there is no such event, or if
 * the consumer never had to do with it.
 *
 * @example
 * await redeliverOrderEventWorkflow(container).run({
 *   input: { event_id: "ordev_123", consumer: "erp" },
 * })
 */
export const redeliverOrderEventWorkflow = createWorkflow(
  redeliverOrderEventWorkflowId,
  (input: WorkflowData<RedeliverOrderEventStepInput>) => {
    return new WorkflowResponse(redeliverOrderEventStep(input))
  }
)
