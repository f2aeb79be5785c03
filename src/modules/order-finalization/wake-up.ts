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

// Internal events are not logged, but would have the lowest priority on the Redis bus.
const options = { internal: true, priority: EventPriority.CRITICAL }

/** The message that has an order settled, to be put into the run's event group. */
export function toWakeUp(order: TrackedOrder) {
  return { message: { name: RUN_FINISHED_EVENT, data: order }, options }
}

/**
 * Has the relay publish at once, wherever subscribers run. Not awaited: while Redis is down
 * its client keeps the caller waiting, and a lost wake-up only costs time.
 */
export function wakeRelay(container: MedusaContainer): void {
  void container
    .resolve(Modules.EVENT_BUS)
    .emit({ name: EVENTS_DUE_EVENT, data: {} }, { ...options })
    .catch((error: Error) => {
      container
        .resolve(ContainerRegistrationKeys.LOGGER)
        .warn(
          `medusa-plugin-order-finalized: could not wake the relay, it will run by itself: ${describeError(error)}`
        )
    })
}
