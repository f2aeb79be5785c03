import {
  createWorkflow,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import type { MedusaContainer } from "@medusajs/framework/types"
import { inBackground } from "../utils/background-work"
import { publishOrderEventsStep } from "./steps/publish-order-events"

export const publishOrderEventsWorkflowId =
  "order-finalization-publish-order-events"
/**
 * Publishes the outbox's due events, each order's in their sequence. Any
 * number of instances may run it at once.
 *
 * @example
 * await publishOrderEventsWorkflow(container).run()
 */
export const publishOrderEventsWorkflow = createWorkflow(
  publishOrderEventsWorkflowId,
  () => {
    return new WorkflowResponse(publishOrderEventsStep({}))
  }
)

/** Has the relay publish what is due, unless it is about to anyway; nobody waits for it. */
export function startRelay(container: MedusaContainer): void {
  inBackground(container, "relay", async () => {
    await publishOrderEventsWorkflow(container).run()
  })
}
