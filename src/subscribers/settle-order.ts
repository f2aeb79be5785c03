import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import type { TrackedOrder } from "../modules/order-finalization/types"
import { RUN_FINISHED_EVENT } from "../modules/order-finalization/wake-up"
import { inBackground } from "../utils/background-work"
import { tracer } from "../utils/tracer"
import { relay } from "../workflows/relay/relay"
import { settleFinishedOrder } from "../workflows/settling/settle-finished-order"

/**
 * Settles an order as soon as the run that created it has ended well. Its gates may take
 * their time: what is not settled in the background waits for reconciliation. No workflow:
 * it would cost a busy shop more than the settling itself.
 */
export default async function settleOrderOnRunFinished({
  event: { data: order },
  container,
}: SubscriberArgs<TrackedOrder>): Promise<void> {
  inBackground(container, "settle", async () => {
    await tracer.trace("order-finalization.settle", async (span) => {
      span.setAttributes({ "order.id": order.order_id })
      try {
        const claimed = await settleFinishedOrder(container, order)
        await relay(container, claimed, [order.order_id])
      } finally {
        span.end()
      }
    })
  })
}

export const config: SubscriberConfig = {
  event: RUN_FINISHED_EVENT,
  context: { subscriberId: "order-finalization-settle-order" },
}
