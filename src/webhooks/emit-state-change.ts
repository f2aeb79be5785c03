import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { describeError } from "../modules/order-finalization/public-message"
import { wakeWebhooks } from "../modules/order-finalization/wake-up"
import {
  OrderWebhookEvents,
  OrderWebhookStatus,
  type OrderWebhookStateChangedData,
} from "../modules/order-finalization/webhook-types"

/**
 * Says that a webhook's state has changed: in the log, and on the event bus for whoever
 * wants to be told. Not awaited; the state itself stands in the database.
 */
export function emitStateChange(
  container: MedusaContainer,
  change: OrderWebhookStateChangedData | null
): void {
  if (!change) {
    return
  }
  const { id, status, previous_status, reason } = change
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  logger.warn(
    `medusa-plugin-order-finalized: webhook ${id} is ${status} now${reason ? ` (${reason})` : ""}, after ${previous_status}`
  )
  void container
    .resolve(Modules.EVENT_BUS)
    .emit({ name: OrderWebhookEvents.STATE_CHANGED, data: change })
    .catch((error: Error) => {
      logger.warn(
        `medusa-plugin-order-finalized: could not emit ${OrderWebhookEvents.STATE_CHANGED}: ${describeError(error)}`
      )
    })
  if (status === OrderWebhookStatus.ACTIVE) {
    wakeWebhooks(container)
  }
}
