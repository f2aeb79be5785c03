import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { Backend } from "./backend"

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
