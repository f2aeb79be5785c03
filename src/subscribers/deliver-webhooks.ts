import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { WEBHOOKS_DUE_EVENT } from "../modules/order-finalization/wake-up"
import { startWebhooks } from "../webhooks/start-webhooks"

/** Has what is due to webhooks leave as soon as somebody says that there is something. */
export default async function deliverWebhooksOnDue({
  container,
}: SubscriberArgs): Promise<void> {
  startWebhooks(container)
}

export const config: SubscriberConfig = {
  event: WEBHOOKS_DUE_EVENT,
  context: { subscriberId: "order-finalization-deliver-webhooks" },
}
