import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { EVENTS_DUE_EVENT } from "../modules/order-finalization/wake-up"
import { startRelay } from "../workflows/publish-order-events"

/** Publishes due events as soon as somebody says that there are any. */
export default async function publishOrderEventsOnDue({
  container,
}: SubscriberArgs): Promise<void> {
  startRelay(container)
}

export const config: SubscriberConfig = {
  event: EVENTS_DUE_EVENT,
  context: { subscriberId: "order-finalization-publish-order-events" },
}
