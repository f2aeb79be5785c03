import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import type { AdminOrderFinalizationSummaryResponse } from "../../../answers"
import { ORDER_FINALIZATION_MODULE } from "../../../../modules/order-finalization"

/** How the orders, the outbox and the receipts stand: what an operator watches. */
export const GET = async (
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<AdminOrderFinalizationSummaryResponse>
) => {
  const service = req.scope.resolve(ORDER_FINALIZATION_MODULE)
  res.json({ summary: await service.summarize() })
}
