import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"

export type RetryOrderEventReceiptsStepInput = {
  /** Only of this consumer. */
  consumer?: string
  /** Only of this event. */
  event_id?: string
}

export const retryOrderEventReceiptsStepId = "retry-order-event-receipts-step"
/** Gives receipts that have failed for good all their attempts anew. */
export const retryOrderEventReceiptsStep = createStep(
  retryOrderEventReceiptsStepId,
  async (input: RetryOrderEventReceiptsStepInput, { container }) => {
    const service = container.resolve<OrderFinalizationModuleService>(
      ORDER_FINALIZATION_MODULE
    )
    return new StepResponse({ count: await service.retryFailedReceipts(input) })
  }
)
