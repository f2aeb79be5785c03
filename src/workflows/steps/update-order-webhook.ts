import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import { wakeWebhooks } from "../../modules/order-finalization/wake-up"
import {
  toWebhookValues,
  type WebhookInput,
} from "../../webhooks/to-webhook-values"

export type UpdateOrderWebhookStepInput = WebhookInput & { id: string }

export const updateOrderWebhookStepId = "update-order-webhook-step"
/** Changes a webhook, and back again; what has left meanwhile has left. */
export const updateOrderWebhookStep = createStep(
  updateOrderWebhookStepId,
  async ({ id, ...input }: UpdateOrderWebhookStepInput, { container }) => {
    const service = container.resolve(ORDER_FINALIZATION_MODULE)
    const { url, description, events, format, max_in_flight, ...rest } =
      await service.retrieveWebhook(id)
    const { sealed_headers, header_names } = rest
    await service.changeWebhook(id, toWebhookValues(service, input))
    wakeWebhooks(container)
    return new StepResponse(
      { id },
      {
        id,
        changes: {
          url,
          description,
          events,
          format,
          max_in_flight,
          sealed_headers,
          header_names,
        },
      }
    )
  },
  async (before, { container }) => {
    if (before) {
      await container
        .resolve(ORDER_FINALIZATION_MODULE)
        .changeWebhook(before.id, before.changes)
      wakeWebhooks(container)
    }
  }
)
