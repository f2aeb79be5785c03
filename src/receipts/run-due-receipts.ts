import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../modules/order-finalization"
import type OrderFinalizationModuleService from "../modules/order-finalization/service"
import { getConsumers, listEventNames } from "./consumers"
import { runHandler } from "./run-handler"

const BATCH_SIZE = 50

const warned = new Set<string>()

/**
 * Hands out what the event bus did not: deliveries that it lost, handlers that failed and
 * are due again, and handlers whose process died.
 */
export async function runDueReceipts(
  container: MedusaContainer
): Promise<void> {
  const service = container.resolve<OrderFinalizationModuleService>(
    ORDER_FINALIZATION_MODULE
  )
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  for (const { event_id, consumer } of await service.failExhaustedReceipts()) {
    logger.error(
      `medusa-plugin-order-finalized: consumer "${consumer}" never ended on event ${event_id}, its receipt is failed now`
    )
  }

  for (const consumer of getConsumers()) {
    if (!listEventNames(container, consumer.name).length) {
      if (!warned.has(consumer.name)) {
        warned.add(consumer.name)
        logger.warn(
          `medusa-plugin-order-finalized: consumer "${consumer.name}" of processOnce listens to no event that is known. Export it as a subscriber file's default, without a subscriberId of your own in its config.`
        )
      }
      continue
    }
    let receipts
    do {
      receipts = await service.claimDueReceipts(consumer.name, BATCH_SIZE)
      for (const receipt of receipts) {
        await runHandler(container, consumer, receipt)
      }
    } while (receipts.length === BATCH_SIZE)
  }
}
