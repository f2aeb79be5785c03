import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { releaseOrderWorkflow } from "../../../../../../workflows/release-order"
import type { AdminReleaseOrderFinalizationType } from "../../../../order-finalizations/validators"
import {
  refetchOrderFinalization,
  type AdminOrderFinalizationResponse,
} from "../helpers"

/** Ends an order's hold, review or wait as finalized; the record keeps who did it. */
export const POST = async (
  req: AuthenticatedMedusaRequest<AdminReleaseOrderFinalizationType>,
  res: MedusaResponse<AdminOrderFinalizationResponse>
) => {
  const order_id = req.params.id!
  await releaseOrderWorkflow(req.scope).run({
    input: {
      order_id,
      released_by: req.auth_context.actor_id,
      ...req.validatedBody,
    },
  })
  const order_finalization = await refetchOrderFinalization(req.scope, order_id)
  res.json({ order_finalization })
}
