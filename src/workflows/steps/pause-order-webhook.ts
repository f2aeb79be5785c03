import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import { emitStateChange } from "../../webhooks/emit-state-change"

export type PauseOrderWebhookStepInput = { id: string }

export const pauseOrderWebhookStepId = "pause-order-webhook-step"
/** Has nothing leave to a webhook. Nothing undoes it: what was before may not be true any more. */
export const pauseOrderWebhookStep = createStep(
  pauseOrderWebhookStepId,
  async ({ id }: PauseOrderWebhookStepInput, { container }) => {
    const service = container.resolve(ORDER_FINALIZATION_MODULE)
    emitStateChange(container, await service.pauseWebhook(id))
    return new StepResponse({ id })
  }
)
