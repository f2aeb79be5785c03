import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { generateEntityId } from "@medusajs/framework/utils"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import { makeAttempt } from "../../webhooks/make-attempt"
import { openOrRefuse } from "../../webhooks/open-or-refuse"

export type TestOrderWebhookStepInput = { id: string }

export const testOrderWebhookStepId = "test-order-webhook-step"
/** Sends a webhook an event that is of no order. Nothing undoes it, and nothing is kept of it. */
export const testOrderWebhookStep = createStep(
  testOrderWebhookStepId,
  async ({ id }: TestOrderWebhookStepInput, { container }) => {
    const service = container.resolve(ORDER_FINALIZATION_MODULE)
    const webhook = await openOrRefuse(service, id)
    const event = {
      event_id: generateEntityId(undefined, "ordtest"),
      name: "webhook.test",
      occurred_at: new Date().toISOString(),
      order_id: null,
      sequence: null,
      data: { webhook_id: id },
    }
    const { attempt } = await makeAttempt(container, webhook, event, 1)
    return new StepResponse({ attempt })
  }
)
