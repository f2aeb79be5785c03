import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import type { AdminOrderWebhookResponse } from "../../../../answers"
import { pauseOrderWebhookWorkflow } from "../../../../../workflows/pause-order-webhook"
import { refetchOrderWebhook } from "../../helpers"

/** Has nothing leave to a webhook; its events wait. */
export const POST = async (
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<AdminOrderWebhookResponse>
) => {
  const id = req.params.id!
  await pauseOrderWebhookWorkflow(req.scope).run({ input: { id } })
  res.json({ order_webhook: await refetchOrderWebhook(req.scope, id) })
}
