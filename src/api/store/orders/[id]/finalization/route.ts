import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import {
  ContainerRegistrationKeys,
  MedusaError,
} from "@medusajs/framework/utils"

/**
 * Where an order stands, for a thank-you page. Guarded as core guards `GET
 * /store/orders/:id` (Medusa 2.21.2): by the publishable key and the order's ID, which
 * nobody can guess. Hence the status alone, without reasons.
 */
export const GET = async (req: MedusaRequest, res: MedusaResponse) => {
  const orderId = req.params.id!
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order_finalization",
    fields: ["status", "updated_at"],
    filters: { order_id: orderId },
  })
  const [finalization] = data
  if (!finalization) {
    throw new MedusaError(
      MedusaError.Types.NOT_FOUND,
      `Order with id: ${orderId} has no finalization`
    )
  }
  const { status, updated_at } = finalization
  res.json({ finalization: { status, updated_at } })
}
