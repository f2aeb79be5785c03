import {
  ContainerRegistrationKeys,
  EventPriority,
  Modules,
} from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { describeError } from "./public-message"
import type { TrackedOrder } from "./types"

/** Internal: the outermost run that created an order has ended well. */
export const RUN_FINISHED_EVENT = "order-finalization.run_finished"
/** Internal: the outbox holds due events. */
export const EVENTS_DUE_EVENT = "order-finalization.events_due"
/** Internal: something may be due to a webhook. */
export const WEBHOOKS_DUE_EVENT = "order-finalization.webhooks_due"

// Internal events are not logged, but would have the lowest priority on the Redis bus.
const options = { internal: true, priority: EventPriority.CRITICAL }

/** The message that has an order settled, to be put into the run's event group. */
export function toWakeUp(order: TrackedOrder) {
  return { message: { name: RUN_FINISHED_EVENT, data: order }, options }
}

/** Has the relay look at once, wherever subscribers run. */
export function wakeRelay(container: MedusaContainer): void {
  wake(container, EVENTS_DUE_EVENT, "the relay")
}

/** Has what is due to webhooks leave at once, wherever subscribers run. */
export function wakeWebhooks(container: MedusaContainer): void {
  wake(container, WEBHOOKS_DUE_EVENT, "the delivery to webhooks")
}

/**
 * Not awaited: while Redis is down its client keeps the caller waiting, and a lost wake-up
 * only costs time.
 */
function wake(container: MedusaContainer, name: string, whom: string): void {
  void container
    .resolve(Modules.EVENT_BUS)
    .emit({ name, data: {} }, { ...options })
    .catch((error: Error) => {
      container
        .resolve(ContainerRegistrationKeys.LOGGER)
        .warn(
          `medusa-plugin-order-finalized: could not wake ${whom}, it will look by itself: ${describeError(error)}`
        )
    })
}
