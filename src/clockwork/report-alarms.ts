import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../modules/order-finalization"
import type { FinalizationAlarms } from "../modules/order-finalization/queries/progress/find-alarms"
import type { HeldWebhook } from "../modules/order-finalization/queries/progress/list-held-webhooks"
import { MAX_COUNTED } from "../modules/order-finalization/types"
import { toWebhookId } from "../modules/order-finalization/webhook-types"
import { getConsumers } from "../consumers/registry"

/** Says in the log, in one line, what a person should look at, and where; or nothing. */
export async function reportAlarms(container: MedusaContainer): Promise<void> {
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  const alarms = describeAlarms(await service.findAlarms())
  if (alarms.length) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(`medusa-plugin-order-finalized: ${alarms.join("; ")}`)
  }
}

function describeAlarms(alarms: FinalizationAlarms): string[] {
  const { late_event_due_at, late_events, failed_receipts, webhooks } = alarms
  const { records_to_review, records_stuck, overdue_receipts } = alarms
  return [
    late_event_due_at &&
      `the event bus has not taken an event that was due at ${new Date(late_event_due_at).toISOString()}, and ${describeCount(late_events)} in all that are late (GET /admin/order-finalizations/summary)`,
    failed_receipts &&
      `${describeCount(failed_receipts)} receipts are dead-lettered (POST /admin/order-event-receipts/retry)`,
    ...overdue_receipts.map(describeOverdue),
    records_to_review &&
      `${describeCount(records_to_review)} orders need a review (GET /admin/order-finalizations?to_review=true)`,
    records_stuck &&
      `${describeCount(records_stuck)} orders have been pending for more than an hour (GET /admin/order-finalizations?status=pending&order=created_at)`,
    // What a person has paused is no surprise.
    ...webhooks.filter(({ status }) => status !== "paused").map(describeHeld),
  ].filter((alarm) => typeof alarm === "string")
}

function describeCount(count: number): string {
  return count < MAX_COUNTED ? String(count) : `${MAX_COUNTED} or more`
}

function describeHeld({
  id,
  status,
  disabled_reason,
  waiting_receipts,
}: HeldWebhook): string {
  const why = disabled_reason ? ` (${disabled_reason})` : ""
  return `webhook ${id} is ${status}${why}, and ${waiting_receipts} receipts wait for it (GET /admin/order-webhooks/${id})`
}

function describeOverdue({
  consumer,
  receipts,
}: FinalizationAlarms["overdue_receipts"][number]): string {
  const isKnown =
    toWebhookId(consumer) !== null ||
    getConsumers().some(({ name }) => name === consumer)
  const cause = isKnown
    ? "its handler does not keep up"
    : "this backend has no consumer of that name; was it renamed or removed? They expire after `eventRetention`"
  return `${receipts} receipts of consumer "${consumer}" have been due for more than an hour: ${cause} (GET /admin/order-finalizations/summary)`
}
