import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import { wakeWebhooks } from "../../modules/order-finalization/wake-up"
import { emitStateChange } from "../../webhooks/emit-state-change"
import { openOrRefuse } from "../../webhooks/open-or-refuse"

export type EnableOrderWebhookStepInput = { id: string }

export const enableOrderWebhookStepId = "enable-order-webhook-step"
/** Makes a webhook active. Nothing undoes it: what waited for it may have left. */
export const enableOrderWebhookStep = createStep(
  enableOrderWebhookStepId,
  async ({ id }: EnableOrderWebhookStepInput, { container }) => {
    const service = container.resolve(ORDER_FINALIZATION_MODULE)
    await openOrRefuse(service, id)
    emitStateChange(container, await service.enableWebhook(id))
    // One that was active may have been slowed.
    wakeWebhooks(container)
    return new StepResponse({ id })
  }
)
