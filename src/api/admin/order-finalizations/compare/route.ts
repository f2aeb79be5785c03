import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { ORDER_FINALIZATION_MODULE } from "../../../../modules/order-finalization"
import type { OrderComparison } from "../../../../modules/order-finalization/compare-types"
import type { AdminCompareOrdersType } from "./validators"

/**
 * Says what is wrong with the orders that an outside system holds. A POST for the length of
 * its list: it only reads.
 */
export const POST = async (
  req: AuthenticatedMedusaRequest<AdminCompareOrdersType>,
  res: MedusaResponse<OrderComparison>
) => {
  const { orders, since, until } = req.validatedBody
  const service = req.scope.resolve(ORDER_FINALIZATION_MODULE)
  const period = since === undefined ? null : { since, until }
  res.json(await service.compareOrders([orders], period))
}
