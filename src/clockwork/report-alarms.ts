import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../modules/order-finalization"
import type OrderFinalizationModuleService from "../modules/order-finalization/service"

/** The relay publishes within seconds: an event that waits longer has a cause. */
const LATE_AFTER_MS = 300_000

/** Says in the log that a person should look. */
export async function reportAlarms(container: MedusaContainer): Promise<void> {
  const service = container.resolve<OrderFinalizationModuleService>(
    ORDER_FINALIZATION_MODULE
  )
  const { late_event_due_at, failed_receipts, orders_needing_review } =
    await service.findAlarms(LATE_AFTER_MS)
  const alarms = [
    late_event_due_at &&
      `the event bus has not taken an event that was due at ${new Date(late_event_due_at).toISOString()}`,
    failed_receipts &&
      `${failed_receipts} receipts have failed for good (POST /admin/order-event-receipts/retry)`,
    orders_needing_review &&
      `${orders_needing_review} orders need a review (GET /admin/order-finalizations?status=needs_review)`,
  ].filter(Boolean)
  if (alarms.length) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(`medusa-plugin-order-finalized: ${alarms.join("; ")}`)
  }
}
