import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { MedusaError } from "@medusajs/framework/utils"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"
import { wakeWebhooks } from "../../modules/order-finalization/wake-up"
import { toWebhookId } from "../../modules/order-finalization/webhook-types"
import { getConsumers } from "../../consumers/registry"

export type RetryOrderEventReceiptsStepInput = {
  /** Only of this consumer. */
  consumer?: string
  /** Only of this event. */
  event_id?: string
}

export const retryOrderEventReceiptsStepId = "retry-order-event-receipts-step"
/** Gives dead-lettered receipts all their attempts anew. */
export const retryOrderEventReceiptsStep = createStep(
  retryOrderEventReceiptsStepId,
  async (input: RetryOrderEventReceiptsStepInput, { container }) => {
    const service = container.resolve(ORDER_FINALIZATION_MODULE)
    await assertKnown(service, input)
    const count = await service.retryFailedReceipts(input)
    wakeWebhooks(container)
    return new StepResponse({ count })
  }
)

/** A name that is mistyped must not look like one without failed receipts. */
async function assertKnown(
  service: OrderFinalizationModuleService,
  { consumer, event_id }: RetryOrderEventReceiptsStepInput
): Promise<void> {
  const webhookId = consumer === undefined ? null : toWebhookId(consumer)
  if (webhookId !== null) {
    await service.retrieveWebhook(webhookId)
  }
  const isRegistered = getConsumers().some(({ name }) => name === consumer)
  if (consumer !== undefined && webhookId === null && !isRegistered) {
    const [receipt] = await service.listOrderFinalizationReceipts(
      { consumer },
      { select: ["id"], take: 1 }
    )
    if (!receipt) {
      throw new MedusaError(
        MedusaError.Types.NOT_FOUND,
        `The consumer "${consumer}" is not registered and has no receipt. Expected the name that a subscriber gives to processOnce.`
      )
    }
  }
  if (event_id !== undefined) {
    const [event] = await service.listOrderFinalizationEvents(
      { id: event_id },
      { select: ["id", "due_at"] }
    )
    if (!event?.due_at) {
      throw new MedusaError(
        MedusaError.Types.NOT_FOUND,
        `There is no event ${event_id} to retry: it was never recorded, its order's workflow has not ended well yet, or it is past its retention.`
      )
    }
  }
}
