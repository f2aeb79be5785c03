import type { SubscriberArgs } from "@medusajs/framework"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type {
  OrderFinalizedEventData,
  OrderRevertedEventData,
} from "../modules/order-finalization/types"
import { describeError } from "../modules/order-finalization/public-message"
import { addConsumer, type ProcessOnceHandler } from "./registry"
import { takeDelivery } from "./run-receipts"
import { logAggregated } from "../utils/aggregated-log"
import { assertInstalled } from "../utils/assert-installed"
import { track } from "../utils/background-work"

export type {
  OrderEventMessage,
  ProcessOnceHandler,
  ProcessOnceInput,
} from "./registry"

type OrderEventSubscriber = (
  args: SubscriberArgs<OrderFinalizedEventData | OrderRevertedEventData>
) => Promise<void>

/**
 * Makes a subscriber that handles each event effectively once, on any event bus: a receipt
 * per event and consumer is kept in the database. Of any number of deliveries at once, one
 * runs the handler; a delivery that the bus loses is made up for; a handler that throws
 * runs again after 1, 2, 4, … seconds, at most 5 minutes, and after 10 attempts its receipt
 * is `failed`, for a person to retry; one whose process dies runs again after 30 seconds.
 * An order's later event waits until its earlier one is done or dead-lettered.
 *
 * At most 20 handlers of a consumer run at once in a process, whoever delivers; what is
 * over it waits in its receipt until one is free. The event bus does not wait for them.
 * When the backend shuts down, `signal` is aborted: a handler that ends within 5 seconds
 * counts, and the event of one that does not is redelivered, without an attempt less.
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

  // Not waited for: with Redis an instance handles one event at a time, and a handler that
  // takes its time would hold up the shop's other events (Medusa 2.21.2).
  const subscriber: OrderEventSubscriber = async ({ event, container }) => {
    assertInstalled(
      `Consumer "${consumer}" cannot handle an ${event.name}`,
      container
    )
    const eventId = String(event.data?.event_id)
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    track(takeDelivery(container, registered, eventId)).then(
      (refused) => {
        if (refused) {
          logger.warn(
            `medusa-plugin-order-finalized: consumer "${consumer}" got an ${event.name} that the plugin did not record; it is not handled.`
          )
        }
      },
      (error: unknown) =>
        logAggregated({
          log: (line) => logger.error(line),
          key: `consumer:${consumer}:delivery`,
          what: `consumer "${consumer}" could not take a delivery`,
          detail: `of event ${eventId}, which will be redelivered: ${describeError(error)}`,
        })
    )
  }
  return Object.defineProperty(subscriber, "name", {
    value: registered.subscriberName,
  })
}
