import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { TrackedOrder } from "../modules/order-finalization/types"
import { RUN_FINISHED_EVENT } from "../modules/order-finalization/wake-up"
import { inBackground } from "../utils/background-work"
import { tracer } from "../utils/tracer"
import { relay } from "../workflows/relay/relay"
import { settleOrderWorkflow } from "../workflows/settle-order"
import { settleStaged } from "../workflows/settling/settle-staged"

/**
 * Settles an order as soon as the run that created it has ended well. Its gates may take
 * their time: what is not settled in the background waits for reconciliation.
 */
export default async function settleOrderOnRunFinished({
  event,
  container,
}: SubscriberArgs<TrackedOrder>): Promise<void> {
  inBackground(container, "settle", async () => {
    if (!(await publishStaged(container, event.data.order_id))) {
      await settleOrderWorkflow(container).run({ input: event.data })
    }
  })
}

/**
 * The common road: what the run's last step staged is made good as it stands, and leaves. No
 * workflow, which would cost a busy shop more than the settling itself.
 *
 * @returns Whether there was anything to make good.
 */
async function publishStaged(
  container: MedusaContainer,
  orderId: string
): Promise<boolean> {
  return await tracer.trace("order-finalization.settle", async (span) => {
    span.setAttributes({ "order.id": orderId })
    try {
      const event = await settleStaged(container, orderId)
      if (event) {
        await relay(container, [event], [orderId])
      }
      return event !== null
    } finally {
      span.end()
    }
  })
}

export const config: SubscriberConfig = {
  event: RUN_FINISHED_EVENT,
  context: { subscriberId: "order-finalization-settle-order" },
}
