import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import {
  listEventsWithReceipts,
  type AdminOrderEvent,
} from "../../../order-events/helpers"
import type { AdminOrderFinalization } from "../../../order-finalizations/query-config"
import {
  refetchOrderFinalization,
  retrieveOrderStatuses,
  type AdminOrderStatuses,
} from "./helpers"

/** Without `fields`: with them, the record has these. */
export type AdminOrderAnswerResponse = {
  order_finalization: AdminOrderFinalization & { events: AdminOrderEvent[] }
  order: AdminOrderStatuses | null
}

/** One order's finalization, its events and their receipts, and where the order stands. */
export const GET = async (
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<AdminOrderAnswerResponse>
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
