import {
  ContainerRegistrationKeys,
  MedusaError,
} from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"

/** The order's finalization, to answer a request with what it has become. */
export async function refetchOrderFinalization(
  container: MedusaContainer,
  orderId: string
) {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order_finalization",
    fields: ["*"],
    filters: { order_id: orderId },
  })
  const [orderFinalization] = data
  if (!orderFinalization) {
    throw new MedusaError(
      MedusaError.Types.NOT_FOUND,
      `Order ${orderId} has no finalization: there is no such order, or it is a draft, or nobody has asked for its payment yet.`
    )
  }
  return orderFinalization
}
