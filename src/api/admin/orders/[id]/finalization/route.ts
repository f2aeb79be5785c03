import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import type { AdminOrderFinalizationDetailResponse } from "../../../../answers"
import { listEventsWithReceipts } from "../../../order-events/helpers"
import { refetchOrderFinalization, retrieveOrderStatuses } from "./helpers"

/** One order's finalization, its events and their receipts, and where the order stands. */
export const GET = async (
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<AdminOrderFinalizationDetailResponse>
) => {
  const orderId = req.params.id!
  const order_finalization = await refetchOrderFinalization(
    req.scope,
    orderId,
    req.queryConfig.fields
  )
  const events = await listEventsWithReceipts(req.scope, {
    order_id: orderId,
  })
  const order = await retrieveOrderStatuses(req.scope, orderId)
  res.json({ order_finalization: { ...order_finalization, events }, order })
}
