import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { Modules } from "@medusajs/framework/utils"
import { OrderFinalizationEvents } from "medusa-plugin-order-finalized"

/** A notice per order in the admin's feed, as the shop had it on `order.placed`. */
export default async function adminFeed({
  event: { data },
  container,
}: SubscriberArgs<{ id: string }>) {
  await container.resolve(Modules.NOTIFICATION).createNotifications({
    to: "",
    channel: "feed",
    template: "admin-ui",
    data: { title: "New order", description: data.id },
    idempotency_key: `admin-feed-${data.id}`,
  })
}

export const config: SubscriberConfig = {
  event: OrderFinalizationEvents.FINALIZED,
}
