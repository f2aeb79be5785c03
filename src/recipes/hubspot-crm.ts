import { Client, DEFAULT_LIMITER_OPTIONS } from "@hubspot/api-client"
import {
  OrderFinalizationEvents,
  processOnce,
} from "medusa-plugin-order-finalized"

/**
 * Orders in HubSpot's CRM. HubSpot needs three properties of its object "Order" first:
 * `medusa_order_id` (text, with unique values), `medusa_reverted_at` (date and time) and
 * `medusa_reverted_reason` (text); and the token the scope `crm.objects.orders.write`.
 */
const hubspot = new Client({
  accessToken: process.env.HUBSPOT_ACCESS_TOKEN,
  // Unset, it is HubSpot's own; a test has a stand-in.
  basePath: process.env.HUBSPOT_BASE_PATH,
  limiterOptions: DEFAULT_LIMITER_OPTIONS,
  // In milliseconds. Without it the client waits for an answer for ever.
  limiterJobOptions: { expiration: 10_000 },
})

export default processOnce("hubspot", async ({ event }) => {
  if (event.name === OrderFinalizationEvents.FINALIZED) {
    const { id, display_id, currency_code, total } = event.data
    await upsertOrder(id, {
      hs_order_name: `Order #${display_id}`,
      hs_currency_code: currency_code.toUpperCase(),
      hs_total_price: String(total),
    })
  } else if (event.data.was_finalized) {
    const { id, occurred_at, reason } = event.data
    await upsertOrder(id, {
      medusa_reverted_at: occurred_at,
      medusa_reverted_reason: reason.code,
    })
  }
})

export const config = {
  event: [OrderFinalizationEvents.FINALIZED, OrderFinalizationEvents.REVERTED],
}

/**
 * Creates or updates by an ID of ours, so that it may run twice. The two events write
 * different properties: whichever comes last, an order that was reverted stays marked.
 */
async function upsertOrder(
  id: string,
  properties: Record<string, string>
): Promise<void> {
  const answer = await hubspot.crm.objects.batchApi.upsert("orders", {
    inputs: [{ idProperty: "medusa_order_id", id, properties }],
  })
  // HubSpot answers 207 when an input has failed, and the client does not throw.
  if ("numErrors" in answer && answer.numErrors) {
    const [error] = answer.errors ?? []
    throw new Error(`HubSpot refused order ${id}: ${error?.category}`)
  }
}
