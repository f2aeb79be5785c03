import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"
import type { StoreOrderFinalizationResponse } from "../../../../answers"
import { ORDER_FINALIZATION_MODULE } from "../../../../../modules/order-finalization"
import { STORE_STATUS } from "../../../../../modules/order-finalization/store-status"

/**
 * Where an order stands, for a thank-you page. Guarded as core guards `GET
 * /store/orders/:id` (Medusa 2.21.2): by the publishable key and the order's ID, which
 * nobody can guess. Hence the status alone, in a shopper's words and without reasons.
 */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse<StoreOrderFinalizationResponse>
) => {
  const orderId = req.params.id!
  const service = req.scope.resolve(ORDER_FINALIZATION_MODULE)
  const record = await service.readRecordState(orderId)
  if (!record) {
    throw new MedusaError(
      MedusaError.Types.NOT_FOUND,
      `Order with id: ${orderId} has no finalization`
    )
  }
  const { status, updated_at } = record
  res.json({ finalization: { status: STORE_STATUS[status], updated_at } })
}
