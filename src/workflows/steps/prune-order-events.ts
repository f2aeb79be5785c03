import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import { getConsumers } from "../../consumers/registry"

export const pruneOrderEventsStepId = "prune-order-events-step"
/**
 * Deletes events past their retention, and with them the receipts that a consumer which is
 * gone has left open. Nothing undoes it: that is its purpose.
 */
export const pruneOrderEventsStep = createStep(
  pruneOrderEventsStepId,
  async (_: void, { container }) => {
    const service = container.resolve(ORDER_FINALIZATION_MODULE)
    const { eventRetention } = service.options
    const publishedBefore = new Date(Date.now() - eventRetention)
    const known = getConsumers().map(({ name }) => name)
    for (const { consumer, receipts } of await service.expireReceipts(
      known,
      publishedBefore
    )) {
      container
        .resolve(ContainerRegistrationKeys.LOGGER)
        .warn(
          `medusa-plugin-order-finalized: ${receipts} open receipts of consumer "${consumer}" have expired with their events: no backend has had a consumer of that name for as long as \`eventRetention\`. Was it renamed or removed with receipts open?`
        )
    }
    const pruned = await service.pruneEvents(publishedBefore)
    return new StepResponse({ pruned })
  }
)
