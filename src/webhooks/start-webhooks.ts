import type { MedusaContainer } from "@medusajs/framework/types"
import { startDrain } from "../consumers/run-receipts"
import { ORDER_FINALIZATION_MODULE } from "../modules/order-finalization"
import type { WorkingWebhook } from "../modules/order-finalization/queries/webhook/list-working-webhooks"
import { inBackground } from "../utils/background-work"
import { emitStateChange } from "./emit-state-change"
import {
  openWebhook,
  type OpenWebhook,
} from "../modules/order-finalization/webhooks/open-webhook"
import { forgetOthers, toConsumer } from "./webhook-consumers"

/** Has what is due to webhooks leave; who waits for its turn sees what became due meanwhile. */
export function startWebhooks(container: MedusaContainer): void {
  inBackground(container, "deliver", async () => await runWebhooks(container))
}

/**
 * Looks what may leave to which webhook, and begins with it: each for itself, and none of
 * them is waited for. One whose secrets cannot be read is disabled.
 */
async function runWebhooks(container: MedusaContainer): Promise<void> {
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  const working = await service.listWorkingWebhooks()
  forgetOthers(
    container,
    working.map(({ id }) => id)
  )
  for (const row of working) {
    const webhook = await openOrDisable(container, row)
    const consumer = webhook && toConsumer(row, webhook)
    if (consumer && row.is_due) {
      startDrain(container, consumer)
    }
  }
}

async function openOrDisable(
  container: MedusaContainer,
  row: WorkingWebhook
): Promise<OpenWebhook | null> {
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  try {
    return openWebhook(service.sealer, row)
  } catch {
    // Whatever it is: a request that is not signed must not leave.
    emitStateChange(container, await service.disableUnreadableWebhook(row.id))
    return null
  }
}
