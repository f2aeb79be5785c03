import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { UNKNOWN_RUN } from "../../modules/order-finalization/service"
import type { TrackedOrder } from "../../modules/order-finalization/types"

type QueriedOrder = {
  id: string
  total: number
  display_id: number | null
  is_draft_order: boolean | null
  created_at: Date | string
  cart?: { id: string } | null
  payment_collections?: ({ id: string } | null)[]
}

/**
 * The record to open for an order that has none: it was made by another workflow, or the
 * plugin's own writes failed. A draft gets none yet.
 *
 * @param createdSince - Orders that are older get none, and an order that nobody is asked
 * to pay for gets none: an import, a marketplace's child order. `null` asks for a record
 * all the same.
 */
export async function toMissingRecord(
  container: MedusaContainer,
  orderId: string,
  createdSince: Date | null
): Promise<TrackedOrder | null> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: [
      "id",
      "total",
      "display_id",
      "is_draft_order",
      "created_at",
      "cart.id",
      "payment_collections.id",
    ],
    filters: { id: orderId },
  })
  // The graph's types do not know which links a backend has.
  const order = (data as unknown as QueriedOrder[])[0]
  const hasCollection = order?.payment_collections?.some(Boolean)
  if (!order || order.is_draft_order) {
    return null
  }
  const isOld = createdSince && new Date(order.created_at) < createdSince
  const isPayable = hasCollection || order.total <= 0
  if (createdSince && (isOld || !isPayable)) {
    return null
  }
  return {
    ...UNKNOWN_RUN,
    order_id: order.id,
    display_id: order.display_id,
    cart_id: order.cart?.id ?? null,
  }
}
