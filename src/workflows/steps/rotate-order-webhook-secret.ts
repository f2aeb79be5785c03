import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import { WEBHOOK_SECRET_OVERLAP_MS } from "../../modules/order-finalization/timing"
import { wakeWebhooks } from "../../modules/order-finalization/wake-up"
import { createWebhookSecret } from "../../modules/order-finalization/webhooks/webhook-secret"

export type RotateOrderWebhookSecretStepInput = {
  id: string
  /**
   * For how long the previous secret signs as well, in milliseconds.
   *
   * @default a day
   */
  expire_previous_after_ms?: number
}

export const rotateOrderWebhookSecretStepId = "rotate-order-webhook-secret-step"
/** Gives a webhook a new secret. Nothing undoes it: the receiver may have it already. */
export const rotateOrderWebhookSecretStep = createStep(
  rotateOrderWebhookSecretStepId,
  async (
    {
      id,
      expire_previous_after_ms = WEBHOOK_SECRET_OVERLAP_MS,
    }: RotateOrderWebhookSecretStepInput,
    { container }
  ) => {
    const service = container.resolve(ORDER_FINALIZATION_MODULE)
    const secret = createWebhookSecret()
    await service.rotateWebhookSecret(id, secret, expire_previous_after_ms)
    wakeWebhooks(container)
    return new StepResponse({ id, secret })
  }
)
