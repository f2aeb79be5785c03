import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import type { AdminRetriedReceiptsResponse } from "../../../answers"
import { retryOrderEventReceiptsWorkflow } from "../../../../workflows/retry-order-event-receipts"
import type { AdminRetryOrderEventReceiptsType } from "../validators"

/** Retries dead-lettered receipts; answers how many. */
export const POST = async (
  req: AuthenticatedMedusaRequest<AdminRetryOrderEventReceiptsType>,
  res: MedusaResponse<AdminRetriedReceiptsResponse>
) => {
  const { result } = await retryOrderEventReceiptsWorkflow(req.scope).run({
    input: req.validatedBody,
  })
  res.json(result)
}
