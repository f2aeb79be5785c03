import type { MedusaContainer } from "@medusajs/framework/types"
import type { Consumer } from "../consumers/consumer"
import { startDrain } from "../consumers/run-receipts"
import { forgetRuns } from "../consumers/runs"
import { ORDER_FINALIZATION_MODULE } from "../modules/order-finalization"
import type { WorkingWebhook } from "../modules/order-finalization/queries/webhook/list-working-webhooks"
import type { ClaimedReceipt } from "../modules/order-finalization/receipt-types"
import {
  OrderWebhookStatus,
  toConsumerName,
} from "../modules/order-finalization/webhook-types"
import {
  openWebhook,
  type OpenWebhook,
} from "../modules/order-finalization/webhooks/open-webhook"
import { processMap } from "../utils/process-registry"
import { deliver } from "./deliver"

type Known = {
  /** `null` while it is not sent to. */
  webhook: OpenWebhook | null
  /** Of the row that it was read from. */
  version: string | null
  isFailing: boolean
  /** How often nothing could be claimed. */
  vainClaims: number
  consumer: Consumer
}

const known = processMap<Known>("webhooks")

/**
 * The consumer that a webhook is, with what was read of it last: a backlog that leaves for
 * an hour goes by what a person has changed meanwhile.
 */
export function toConsumer(
  row: WorkingWebhook,
  webhook: OpenWebhook
): Consumer {
  const { id, status, version, max_in_flight } = row
  const entry = known.get(id) ?? createEntry(id)
  known.set(id, entry)
  entry.webhook = webhook
  entry.version = version
  entry.isFailing = status === OrderWebhookStatus.FAILING
  entry.consumer.maxRuns = max_in_flight
  return entry.consumer
}

/**
 * Forgets webhooks that are not sent to any more, with all that this instance keeps of them,
 * each once nothing of it is under way: what ends later goes on with the consumer that it has.
 */
export function forgetOthers(container: MedusaContainer, ids: string[]): void {
  for (const [id, entry] of known) {
    if (!ids.includes(id)) {
      entry.webhook = null
      if (forgetRuns(entry.consumer)) {
        known.delete(id)
        container.resolve(ORDER_FINALIZATION_MODULE).forgetWebhook(id)
      }
    }
  }
}

function createEntry(id: string): Known {
  const entry: Known = {
    webhook: null,
    version: null,
    isFailing: false,
    vainClaims: 0,
    consumer: {
      name: toConsumerName(id),
      maxRuns: 1,
      listEventNames: () => entry.webhook?.events ?? [],
      claimDue: async (container, limit) => {
        const service = container.resolve(ORDER_FINALIZATION_MODULE)
        if (!entry.webhook) {
          return []
        }
        const receipts = entry.isFailing
          ? await service.claimTrial(id)
          : await service.claimWebhookReceipts(id, limit)
        entry.vainClaims += Number(!receipts.length)
        return receipts
      },
      handle: async (container, receipt, giveUpPlace) => {
        const { vainClaims } = entry
        const webhook = await readCurrent(container, id, entry, receipt)
        if (!webhook) {
          const service = container.resolve(ORDER_FINALIZATION_MODULE)
          return async () => await service.giveBackReceipt(receipt)
        }
        const note = await deliver(container, webhook, receipt, giveUpPlace)
        return async () => {
          const hasNext = await note()
          // The order's next event may have come too late to be seen with the note, and too
          // early to be claimed before it.
          if (entry.vainClaims !== vainClaims) {
            startDrain(container, entry.consumer)
          }
          return hasNext
        }
      },
    },
  }
  return entry
}

/**
 * The webhook as it was when the receipt was claimed, or later: another instance may have
 * changed it since this one looked. `null` if it cannot be read, or is gone.
 */
async function readCurrent(
  container: MedusaContainer,
  id: string,
  entry: Known,
  { webhook_version }: ClaimedReceipt
): Promise<OpenWebhook | null> {
  if (entry.webhook && webhook_version === entry.version) {
    return entry.webhook
  }
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  const row = await service.readWorkingWebhook(id)
  try {
    entry.webhook = row && openWebhook(service.sealer, row)
    entry.version = row && row.version
  } catch {
    entry.webhook = null
  }
  return entry.webhook
}
