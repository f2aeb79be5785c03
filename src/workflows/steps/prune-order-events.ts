import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"

export const pruneOrderEventsStepId = "prune-order-events-step"
/** Deletes events past their retention. Nothing undoes it: that is its purpose. */
export const pruneOrderEventsStep = createStep(
  pruneOrderEventsStepId,
  async (_: void, { container }) => {
    const service = container.resolve<OrderFinalizationModuleService>(
      ORDER_FINALIZATION_MODULE
    )
    const { eventRetention } = service.options
    const publishedBefore = new Date(Date.now() - eventRetention)
    const pruned = await service.pruneEvents(publishedBefore)
    return new StepResponse({ pruned })
  }
)
