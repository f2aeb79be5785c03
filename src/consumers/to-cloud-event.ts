import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../modules/order-finalization"
import { buildCloudEvent } from "../modules/order-finalization/build-cloud-event"
import type { OrderCloudEvent } from "../modules/order-finalization/envelope-types"
import type { OrderEventMessage } from "./registry"

/**
 * An event as CloudEvents 1.0 in structured mode, for a broker: `id` is the event's ID,
 * `subject` and `partitionkey` are the order's, `source` is the option `cloudEventsSource`.
 *
 * @example
 * export default processOnce("broker", async ({ event, container }) => {
 *   await publish(JSON.stringify(toCloudEvent(event, container)))
 * })
 */
export function toCloudEvent(
  { name, data }: OrderEventMessage,
  container: MedusaContainer
): OrderCloudEvent {
  const { options } = container.resolve(ORDER_FINALIZATION_MODULE)
  const { event_id, occurred_at, sequence } = data
  // Of an event that has an order no attribute is left out, and its name goes with its data.
  return buildCloudEvent(
    { event_id, name, occurred_at, order_id: data.id, sequence, data },
    options.cloudEventsSource
  ) as OrderCloudEvent
}
