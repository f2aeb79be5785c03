import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { MedusaError } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"
import {
  wakeRelay,
  wakeWebhooks,
} from "../../modules/order-finalization/wake-up"
import { toWebhookId } from "../../modules/order-finalization/webhook-types"
import { listEventNames } from "../../consumers/registry"

export type RedeliverOrderEventStepInput = {
  event_id: string
  /** The consumer whose handler alone is to run again. */
  consumer?: string
}

export const redeliverOrderEventStepId = "redeliver-order-event-step"
/**
 * Delivers a recorded event again, to all who listen or to one consumer. Nothing undoes
 * it: it may have been heard.
 */
export const redeliverOrderEventStep = createStep(
  redeliverOrderEventStepId,
  async (input: RedeliverOrderEventStepInput, { container }) => {
    const service = container.resolve(ORDER_FINALIZATION_MODULE)
    const { event_id, consumer } = input
    const [event] = await service.listOrderFinalizationEvents({ id: event_id })
    if (!event?.due_at) {
      throw new MedusaError(
        MedusaError.Types.NOT_FOUND,
        `There is no event ${event_id} to deliver again: it was never recorded, its order's workflow has not ended well yet, or it is past its retention.`
      )
    }
    if (consumer !== undefined) {
      await redeliverToConsumer(container, service, event, consumer)
    } else {
      await service.redeliverEvent(event_id)
      wakeRelay(container)
    }
    wakeWebhooks(container)
    return new StepResponse({ event_id })
  }
)

async function redeliverToConsumer(
  container: MedusaContainer,
  service: OrderFinalizationModuleService,
  event: { id: string; name: string },
  consumer: string
): Promise<void> {
  const webhookId = toWebhookId(consumer)
  const names =
    webhookId === null
      ? listEventNames(container, consumer)
      : (await service.retrieveWebhook(webhookId)).events
  const isListening = names.some((name) => name === event.name)
  if (!(await service.redeliverToConsumer(event.id, consumer, isListening))) {
    throw new MedusaError(
      MedusaError.Types.NOT_FOUND,
      `The consumer "${consumer}" has no receipt of event ${event.id} and does not listen to ${event.name}. Expected the name that a subscriber gives to processOnce, or "webhook:" and the ID of a webhook.`
    )
  }
}
