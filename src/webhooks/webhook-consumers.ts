import type { Consumer } from "../consumers/consumer"
import { ORDER_FINALIZATION_MODULE } from "../modules/order-finalization"
import type { WorkingWebhook } from "../modules/order-finalization/queries/webhook/list-working-webhooks"
import {
  OrderWebhookStatus,
  toConsumerName,
} from "../modules/order-finalization/webhook-types"
import { processMap } from "../utils/process-registry"
import { deliver } from "./deliver"
import type { OpenWebhook } from "../modules/order-finalization/webhooks/open-webhook"

type Known = { webhook: OpenWebhook; isFailing: boolean; consumer: Consumer }

const known = processMap<Known>("webhooks")

/**
 * The consumer that a webhook is, with what was read of it last: a backlog that leaves for
 * an hour goes by what a person has changed meanwhile.
 */
export function toConsumer(
  { id, status, max_in_flight }: WorkingWebhook,
  webhook: OpenWebhook
): Consumer {
  const entry = known.get(id) ?? createEntry(webhook)
  known.set(id, entry)
  entry.webhook = webhook
  entry.isFailing = status === OrderWebhookStatus.FAILING
  entry.consumer.maxRuns = max_in_flight
  return entry.consumer
}

/** Forgets webhooks that are not sent to any more. */
export function forgetOthers(ids: string[]): void {
  for (const id of known.keys()) {
    if (!ids.includes(id)) {
      known.delete(id)
    }
  }
}

function createEntry(webhook: OpenWebhook): Known {
  const { id } = webhook
  const entry: Known = {
    webhook,
    isFailing: false,
    consumer: {
      name: toConsumerName(id),
      maxRuns: 1,
      listEventNames: () => entry.webhook.events,
      claimDue: async (container, limit) => {
        const service = container.resolve(ORDER_FINALIZATION_MODULE)
        return entry.isFailing
          ? await service.claimTrial(id)
          : await service.claimWebhookReceipts(id, limit)
      },
      handle: async (container, receipt, giveUpPlace) =>
        await deliver(container, entry.webhook, receipt, giveUpPlace),
    },
  }
  return entry
}
