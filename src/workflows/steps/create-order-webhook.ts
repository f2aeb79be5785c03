import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import {
  OrderFinalizationEvents,
  type OrderFinalizationEventName,
} from "../../modules/order-finalization/types"
import { OrderWebhookFormat } from "../../modules/order-finalization/webhook-types"
import {
  toWebhookValues,
  type WebhookInput,
} from "../../webhooks/to-webhook-values"
import { createWebhookSecret } from "../../modules/order-finalization/webhooks/webhook-secret"

export type CreateOrderWebhookStepInput = WebhookInput & { url: string }

/** As many as a small receiver answers side by side. */
const MAX_IN_FLIGHT = 20
const ALL_EVENTS: OrderFinalizationEventName[] = Object.values(
  OrderFinalizationEvents
)

export const createOrderWebhookStepId = "create-order-webhook-step"
/** Adds a webhook, and deletes it again. Its secret is in what it gives back, and nowhere else. */
export const createOrderWebhookStep = createStep(
  createOrderWebhookStepId,
  async (input: CreateOrderWebhookStepInput, { container }) => {
    const service = container.resolve(ORDER_FINALIZATION_MODULE)
    const secret = createWebhookSecret()
    const id = await service.addWebhook({
      description: null,
      events: ALL_EVENTS,
      format: OrderWebhookFormat.STANDARD,
      max_in_flight: MAX_IN_FLIGHT,
      sealed_headers: {},
      header_names: [],
      ...toWebhookValues(service, input),
      url: input.url,
      secrets: [{ sealed: service.sealer.seal(secret), expires_at: null }],
    })
    return new StepResponse({ id, secret }, id)
  },
  async (id, { container }) => {
    if (id) {
      await container.resolve(ORDER_FINALIZATION_MODULE).removeWebhook(id)
    }
  }
)
