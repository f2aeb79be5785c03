import {
  ContainerRegistrationKeys,
  MedusaError,
} from "@medusajs/framework/utils"
import type { AdminOrder, MedusaContainer } from "@medusajs/framework/types"
import { getOrderDetailWorkflow } from "@medusajs/medusa/core-flows"
import {
  orderFinalizationColumns,
  type AdminOrderFinalization,
} from "../../../order-finalizations/query-config"

/** What releasing and reconciling answer. */
export type AdminOrderFinalizationResponse = {
  order_finalization: AdminOrderFinalization
}

/** Where the order itself stands. */
export type AdminOrderStatuses = Pick<
  AdminOrder,
  "id" | "status" | "payment_status" | "fulfillment_status"
>

/**
 * The order's finalization, to answer a request with what it has become.
 *
 * @param fields - By default those that a GET shows.
 */
export async function refetchOrderFinalization(
  container: MedusaContainer,
  orderId: string,
  fields: string[] = orderFinalizationColumns
): Promise<AdminOrderFinalization> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order_finalization",
    fields,
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

/** The statuses that core shows of an order; `null` once the order is gone. */
export async function retrieveOrderStatuses(
  container: MedusaContainer,
  orderId: string
): Promise<AdminOrderStatuses | null> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: ["id"],
    filters: { id: orderId },
  })
  if (!data.length) {
    return null
  }
  const { result } = await getOrderDetailWorkflow(container).run({
    input: { order_id: orderId, fields: ["id", "status"] },
  })
  const { id, status, payment_status, fulfillment_status } = result
  return { id, status, payment_status, fulfillment_status }
}
