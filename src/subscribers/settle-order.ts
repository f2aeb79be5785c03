import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import type { TrackedOrder } from "../modules/order-finalization/types"
import { RUN_FINISHED_EVENT } from "../modules/order-finalization/wake-up"
import { settleOrderWorkflow } from "../workflows/settle-order"

/** Settles an order as soon as the run that created it has ended well. */
export default async function settleOrderOnRunFinished({
  event,
  container,
}: SubscriberArgs<TrackedOrder>): Promise<void> {
  await settleOrderWorkflow(container).run({ input: event.data })
}

export const config: SubscriberConfig = {
  event: RUN_FINISHED_EVENT,
  context: { subscriberId: "order-finalization-settle-order" },
}
