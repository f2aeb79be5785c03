import type { SubscriberArgs } from "@medusajs/framework"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { ORDER_FINALIZATION_MODULE } from "./modules/order-finalization"
import type OrderFinalizationModuleService from "./modules/order-finalization/service"
import type {
  OrderFinalizedEventData,
  OrderRevertedEventData,
} from "./modules/order-finalization/types"
import {
  addConsumer,
  listEventNames,
  type ProcessOnceHandler,
} from "./receipts/consumers"
import { runHandler } from "./receipts/run-handler"
import { withPatience } from "./receipts/with-patience"
import { assertInstalled } from "./utils/assert-installed"

export type {
  OrderEventMessage,
  ProcessOnceHandler,
  ProcessOnceInput,
} from "./receipts/consumers"

type OrderEventSubscriber = (
  args: SubscriberArgs<OrderFinalizedEventData | OrderRevertedEventData>
) => Promise<void>

/**
 * Makes a subscriber that handles each event effectively once, on any event bus: a receipt
 * per event and consumer is kept in the database. Of any number of deliveries at once, one
 * runs the handler; a delivery that the bus loses is made up for; a handler that throws
 * runs again after 1, 2, 4, … seconds, at most 5 minutes, and after 10 attempts its receipt
 * is `failed`, for a person to retry; one whose process dies runs again after 30 seconds.
 * An order's later event waits until its earlier one is done or has failed for good.
 *
 * "Effectively": a process that dies after the handler's work and before the receipt is
 * written runs it again. Give `event.data.event_id` to the receiver as idempotency key.
 *
 * An event of the same name that is not the plugin's own is not handled, and logged.
 *
 * @param consumer - Names the receiving system, in lower-case letters, digits and dashes.
 * @throws `MedusaError` of type `INVALID_ARGUMENT` for another name, of type
 * `DUPLICATE_ERROR` if the consumer has a handler already, and of type `UNEXPECTED_STATE` in
 * a backend that does not list the plugin, so that the boot stops.
 *
 * @example
 * // src/subscribers/erp.ts
 * export default processOnce("erp", async ({ event, container }) => {
 *   await container.resolve<Erp>("erp").send(event.data)
 * })
 * export const config = { event: Object.values(OrderFinalizationEvents) }
 */
export function processOnce(
  consumer: string,
  handler: ProcessOnceHandler
): OrderEventSubscriber {
  const registered = addConsumer(consumer, handler)

  const subscriber: OrderEventSubscriber = async ({ event, container }) => {
    assertInstalled(
      `Consumer "${consumer}" cannot handle an ${event.name}`,
      container
    )
    const service = container.resolve<OrderFinalizationModuleService>(
      ORDER_FINALIZATION_MODULE
    )
    const claim = await service.claimReceipt(
      String(event.data?.event_id),
      consumer,
      listEventNames(container, consumer)
    )
    if (!("refused" in claim)) {
      await withPatience(runHandler(container, registered, claim))
    } else if (claim.refused === "unknown_event") {
      container
        .resolve(ContainerRegistrationKeys.LOGGER)
        .warn(
          `medusa-plugin-order-finalized: consumer "${consumer}" was handed an ${event.name} that the plugin did not record; it is not handled.`
        )
    }
  }
  return Object.defineProperty(subscriber, "name", {
    value: registered.subscriberName,
  })
}
