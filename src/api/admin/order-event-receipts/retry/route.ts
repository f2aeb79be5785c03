import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { retryOrderEventReceiptsWorkflow } from "../../../../workflows/retry-order-event-receipts"
import type { AdminRetryOrderEventReceiptsType } from "../validators"

export type AdminRetryOrderEventReceiptsResponse = { count: number }

/** Retries dead-lettered receipts; answers how many. */
export const POST = async (
  req: AuthenticatedMedusaRequest<AdminRetryOrderEventReceiptsType>,
  res: MedusaResponse<AdminRetryOrderEventReceiptsResponse>
) => {
  const { result } = await retryOrderEventReceiptsWorkflow(req.scope).run({
    input: req.validatedBody,
  })
  res.json(result)
}
