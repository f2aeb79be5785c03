import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { ORDER_FINALIZATION_MODULE } from "../../../../modules/order-finalization"
import type { FinalizationSummary } from "../../../../modules/order-finalization/queries/progress/summarize"

export type AdminFinalizationSummaryResponse = { summary: FinalizationSummary }

/** How the orders, the outbox and the receipts stand: what an operator watches. */
export const GET = async (
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<AdminFinalizationSummaryResponse>
) => {
  const service = req.scope.resolve(ORDER_FINALIZATION_MODULE)
  res.json({ summary: await service.summarize() })
}
