import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import {
  OrderFinalizationEvents,
  processOnce,
} from "medusa-plugin-order-finalized"

/** In milliseconds. An ERP that has not answered by then is asked again. */
const TIMEOUT = 10_000

export default processOnce("erp", async ({ event, container }) => {
  if (event.name === OrderFinalizationEvents.FINALIZED) {
    const order = await readOrder(container, event.data.id)
    // Undone in the meantime: there is nothing to create any more.
    if (order && order.status !== "canceled") {
      await send("/orders", event.data.event_id, order)
    }
  } else if (event.data.was_finalized) {
    const { id, event_id, reason } = event.data
    await send(`/orders/${id}/void`, event_id, { reason: reason.code }, [404])
  }
})

export const config = {
  event: [OrderFinalizationEvents.FINALIZED, OrderFinalizationEvents.REVERTED],
}

async function readOrder(container: MedusaContainer, id: string) {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: [
      "id",
      "status",
      "display_id",
      "currency_code",
      "total",
      "shipping_address.first_name",
      "shipping_address.last_name",
      "shipping_address.address_1",
      "shipping_address.postal_code",
      "shipping_address.city",
      "shipping_address.country_code",
      "items.variant_sku",
      "items.title",
      "items.quantity",
      "items.unit_price",
    ],
    filters: { id },
  })
  return data[0]
}

/**
 * The key is the event's ID, the same in every attempt: an ERP that has done the work, and
 * whose answer was lost, does not do it twice. An error that is thrown here makes
 * `processOnce` try again. The answer's body stays out of it: it may quote the customer.
 *
 * @param fine - Statuses that are no error, besides those of success. A void of an order
 * that the ERP never got answers 404.
 */
async function send(
  path: string,
  key: string,
  body: object,
  fine: number[] = []
): Promise<void> {
  const response = await fetch(`${process.env.ERP_URL}${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${process.env.ERP_API_KEY}`,
      "content-type": "application/json",
      "idempotency-key": key,
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT),
  })
  if (!response.ok && !fine.includes(response.status)) {
    throw new Error(`The ERP answered ${response.status} to POST ${path}`)
  }
}
