import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import { missingWebhook } from "../../modules/order-finalization/webhook-service"

export type DeleteOrderWebhookStepInput = { id: string }

export const deleteOrderWebhookStepId = "delete-order-webhook-step"
/** Deletes a webhook, its open deliveries and its attempts. Nothing undoes it. */
export const deleteOrderWebhookStep = createStep(
  deleteOrderWebhookStepId,
  async ({ id }: DeleteOrderWebhookStepInput, { container }) => {
    const service = container.resolve(ORDER_FINALIZATION_MODULE)
    if (!(await service.removeWebhook(id))) {
      throw missingWebhook(id)
    }
    service.forgetWebhook(id)
    return new StepResponse({ id })
  }
)
