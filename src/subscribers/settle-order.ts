import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import type { TrackedOrder } from "../modules/order-finalization/types"
import { RUN_FINISHED_EVENT } from "../modules/order-finalization/wake-up"
import { inBackground } from "../utils/background-work"
import { settleOrderWorkflow } from "../workflows/settle-order"

/**
 * Settles an order as soon as the run that created it has ended well. Its gates may take
 * their time: what is not settled in the background waits for reconciliation.
 */
export default async function settleOrderOnRunFinished({
  event,
  container,
}: SubscriberArgs<TrackedOrder>): Promise<void> {
  inBackground(container, "settle", async () => {
    await settleOrderWorkflow(container).run({ input: event.data })
  })
}

export const config: SubscriberConfig = {
  event: RUN_FINISHED_EVENT,
  context: { subscriberId: "order-finalization-settle-order" },
}
