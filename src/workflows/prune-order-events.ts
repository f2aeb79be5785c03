import {
  createWorkflow,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { pruneOrderEventsStep } from "./steps/prune-order-events"

export const pruneOrderEventsWorkflowId =
  "order-finalization-prune-order-events"
/**
 * Deletes events that were published longer ago than `eventRetention`, with their
 * receipts, in batches. Records stay, and so does an event that a consumer is still to
 * have, unless no backend has that consumer any more. Any number of instances may run it
 * at once.
 *
 * @example
 * const { result } = await pruneOrderEventsWorkflow(container).run()
 * // result.pruned events
 */
export const pruneOrderEventsWorkflow = createWorkflow(
  pruneOrderEventsWorkflowId,
  () => {
    return new WorkflowResponse(pruneOrderEventsStep())
  }
)
