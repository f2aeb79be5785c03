import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import type { AdminRecoveredDeliveriesResponse } from "../../../../answers"
import { recoverOrderWebhookWorkflow } from "../../../../../workflows/recover-order-webhook"
import type { AdminRecoverOrderWebhookType } from "../../validators"

/** Has a webhook be sent what it missed of a time; answers how many. */
export const POST = async (
  req: AuthenticatedMedusaRequest<AdminRecoverOrderWebhookType>,
  res: MedusaResponse<AdminRecoveredDeliveriesResponse>
) => {
  const { result } = await recoverOrderWebhookWorkflow(req.scope).run({
    input: { id: req.params.id!, ...req.validatedBody },
  })
  res.json(result)
}
