import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { retryOrderEventReceiptsWorkflow } from "../../../../workflows/retry-order-event-receipts"
import type { AdminRetryOrderEventReceiptsType } from "../validators"

/** Has handlers run again that have failed for good; answers how many. */
export const POST = async (
  req: AuthenticatedMedusaRequest<AdminRetryOrderEventReceiptsType>,
  res: MedusaResponse
) => {
  const { result } = await retryOrderEventReceiptsWorkflow(req.scope).run({
    input: req.validatedBody,
  })
  res.json(result)
}
