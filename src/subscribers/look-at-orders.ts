// The handlers of `processOnce` get the application's own container, as in their job.
import { container as appContainer } from "@medusajs/framework"
import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { PULSE_EVENT } from "../modules/order-finalization/wake-up"
import { runDueReceipts } from "../receipts/run-due-receipts"
import { auditOrdersWorkflow } from "../workflows/audit-orders"
import { publishOrderEventsWorkflow } from "../workflows/publish-order-events"
import { reconcileOrdersWorkflow } from "../workflows/reconcile-orders"

/** Does what the jobs do, in case that core has lost their schedule; see `Pulse`. */
export default async function lookAtOrdersOnPulse({
  container,
}: SubscriberArgs): Promise<void> {
  await publishOrderEventsWorkflow(container).run()
  await runDueReceipts(appContainer)
  await reconcileOrdersWorkflow(container).run({ input: {} })
  await auditOrdersWorkflow(container).run()
}

export const config: SubscriberConfig = {
  event: PULSE_EVENT,
  context: { subscriberId: "order-finalization-look-at-orders" },
}
