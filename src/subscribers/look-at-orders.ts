import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import auditOrdersJob from "../jobs/audit-orders"
import publishOrderEventsJob from "../jobs/publish-order-events"
import reconcileOrdersJob from "../jobs/reconcile-orders"
import runDueReceiptsJob from "../jobs/run-due-receipts"
import { PULSE_EVENT } from "../modules/order-finalization/wake-up"

/** Runs the jobs, in case that core has lost their schedule; see `Pulse`. */
export default async function lookAtOrdersOnPulse({
  container,
}: SubscriberArgs): Promise<void> {
  await publishOrderEventsJob(container)
  await runDueReceiptsJob()
  await reconcileOrdersJob(container)
  await auditOrdersJob(container)
}

export const config: SubscriberConfig = {
  event: PULSE_EVENT,
  context: { subscriberId: "order-finalization-look-at-orders" },
}
