import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { reconcileOrdersWorkflow } from "../../../../../../workflows/reconcile-orders"
import {
  refetchOrderFinalization,
  type AdminOrderFinalizationResponse,
} from "../helpers"

/** Looks at an order again now. An order from before the install gets its record so. */
export const POST = async (
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<AdminOrderFinalizationResponse>
) => {
  const order_id = req.params.id!
  await reconcileOrdersWorkflow(req.scope).run({
    input: { order_ids: [order_id], open_records: true },
  })
  const order_finalization = await refetchOrderFinalization(req.scope, order_id)
  res.json({ order_finalization })
}
