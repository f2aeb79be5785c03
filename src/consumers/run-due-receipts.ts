import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../modules/order-finalization"
import { logAggregated } from "../utils/aggregated-log"
import type { Consumer } from "./consumer"
import { getConsumers } from "./registry"
import { startDrain } from "./run-receipts"

const warned = new Set<string>()

/**
 * Delivers what the event bus did not: deliveries that it lost, handlers that failed and
 * are due again, and handlers whose process died. Each consumer for itself, and none of
 * them is waited for.
 */
export async function runDueReceipts(
  container: MedusaContainer
): Promise<void> {
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  for (const { event_id, consumer } of await service.failExhaustedReceipts()) {
    logAggregated({
      log: (line) => logger.error(line),
      key: `consumer:${consumer}:never-ended`,
      what: `consumer "${consumer}" never ended`,
      detail: `on event ${event_id}: POST /admin/order-event-receipts/retry tries again`,
    })
  }
  for (const consumer of getConsumers()) {
    if (isListening(container, consumer)) {
      startDrain(container, consumer)
    }
  }
}

function isListening(
  container: MedusaContainer,
  { name, listEventNames }: Consumer
): boolean {
  if (listEventNames(container).length) {
    return true
  }
  if (!warned.has(name)) {
    warned.add(name)
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(
        `medusa-plugin-order-finalized: consumer "${name}" of processOnce listens to no event that is known. Export it as a subscriber file's default, without a subscriberId of your own in its config.`
      )
  }
  return false
}
