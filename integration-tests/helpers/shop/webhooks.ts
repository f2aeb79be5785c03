import { Modules } from "@medusajs/framework/utils"
import { Webhook } from "standardwebhooks"
import { wakeWebhooks } from "../../../src/modules/order-finalization/wake-up"
import { reconcileOrdersWorkflow } from "../../../src/workflows/reconcile-orders"
import type { ApiData } from "../backend/api"
import type { Backend } from "../backend/backend"
import { withClient } from "../services/databases"
import type { ReceivedRequest } from "../stand-ins/webhook-receiver"
import { createFreeOrders } from "./order"

/**
 * What the official library of Standard Webhooks makes of a request; it throws if it is not
 * signed so.
 */
export const verify = (
  secret: string,
  { body, headers }: ReceivedRequest
): ApiData => {
  return new Webhook(secret).verify(body, headers)
}

/** Orders with nothing to pay become final: an `order.finalized` each. */
export const finalizeFreeOrders = async (
  backend: Backend,
  count = 1
): Promise<string[]> => {
  const ids = await createFreeOrders(backend, count)
  await reconcileOrdersWorkflow(backend.container).run({
    input: { order_ids: ids, open_records: true },
  })
  return ids
}

/** The order is gone: an `order.reverted`. */
export const loseOrder = async (
  { container }: Backend,
  orderId: string
): Promise<void> => {
  await container.resolve(Modules.ORDER).deleteOrders([orderId])
  await reconcileOrdersWorkflow(container).run({
    input: { order_ids: [orderId] },
  })
}

/** As if a webhook's retries, or with `trial` its next trial, were due now. */
export const passWebhookTime = async (
  { container }: Pick<Backend, "container">,
  databaseUrl: string,
  webhookId: string,
  what: "retries" | "trial" = "retries"
): Promise<void> => {
  await withClient(databaseUrl, async (client) => {
    await client.query(
      what === "trial"
        ? `update order_finalization_webhook set next_trial_at = now()
           where $1 = 'webhook:' || id and status = 'failing'`
        : // Not the lease of a request that is under way.
          `update order_finalization_receipt set next_attempt_at = now()
           where consumer = $1 and status = 'pending'
             and (attempts = 0 or last_error is not null)`,
      [`webhook:${webhookId}`]
    )
  })
  wakeWebhooks(container)
}
