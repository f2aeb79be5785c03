import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type { Recovery } from "../../modules/order-finalization/queries/inbox/recover-receipts"
import { wakeWebhooks } from "../../modules/order-finalization/wake-up"

export type RecoverOrderWebhookStepInput = {
  id: string
  since: string
} & Partial<Recovery>

export const recoverOrderWebhookStepId = "recover-order-webhook-step"
/** Has a webhook be sent what it missed of a time. Nothing undoes it: it may have had it. */
export const recoverOrderWebhookStep = createStep(
  recoverOrderWebhookStepId,
  async (
    { id, since, until = null, only = null }: RecoverOrderWebhookStepInput,
    { container }
  ) => {
    const service = container.resolve(ORDER_FINALIZATION_MODULE)
    await service.retrieveWebhook(id)
    const count = await service.recoverWebhook(id, { since, until, only })
    wakeWebhooks(container)
    return new StepResponse({ count })
  }
)
