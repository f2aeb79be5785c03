import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { createOrderWorkflow } from "@medusajs/medusa/core-flows"
import type { Backend } from "../backend/backend"

type WithContainer = Pick<Backend, "container">

/** The order as the database has it now, or null. */
export const getOrder = async ({ container }: WithContainer, id: string) => {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: ["id", "status", "total", "payment_status"],
    filters: { id },
  })
  return data[0] ?? null
}

/** The order's finalization, or null. */
export const retrieveRecord = async (
  { container }: WithContainer,
  orderId: string
) => {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order_finalization",
    fields: ["*"],
    filters: { order_id: orderId },
  })
  return data[0] ?? null
}

/** Creates an order without a cart or a payment, as an import or a marketplace does. */
export const createOrder = async (
  { container, seed }: Pick<Backend, "container" | "seed">,
  unitPrice: number
): Promise<string> => {
  const { result } = await createOrderWorkflow(container).run({
    input: {
      region_id: seed.region_id,
      sales_channel_id: seed.sales_channel_id,
      email: "customer@example.com",
      currency_code: "eur",
      items: [{ title: "Of a vendor", quantity: 1, unit_price: unitPrice }],
    },
  })
  return result.id
}

/** Creates orders for which nothing is to be paid, and nobody is told of. */
export const createFreeOrders = async (
  { container }: WithContainer,
  count: number
): Promise<string[]> => {
  const order = {
    email: "customer@example.com",
    currency_code: "eur",
    items: [{ title: "For free", quantity: 1, unit_price: 0 }],
  }
  const orders = await container
    .resolve(Modules.ORDER)
    .createOrders(Array.from({ length: count }, () => ({ ...order })))
  return orders.map(({ id }) => id)
}
