import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import type { AdminOrderWebhookDeliveriesResponse } from "../../../../answers"
import { ORDER_FINALIZATION_MODULE } from "../../../../../modules/order-finalization"
import type { AdminGetOrderWebhookDeliveriesParamsType } from "../../validators"

/** What a webhook was sent or is to be sent, the newest first, each with its last attempts. */
export const GET = async (
  req: AuthenticatedMedusaRequest<
    unknown,
    AdminGetOrderWebhookDeliveriesParamsType
  >,
  res: MedusaResponse<AdminOrderWebhookDeliveriesResponse>
) => {
  const { limit, offset, ...filter } = req.validatedQuery
  const service = req.scope.resolve(ORDER_FINALIZATION_MODULE)
  const { deliveries, count } = await service.listDeliveries(
    req.params.id!,
    filter,
    { limit, offset }
  )
  res.json({ deliveries, count, offset, limit })
}
