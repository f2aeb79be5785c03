import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import type { AdminOrderWebhookResponse } from "../../../../answers"
import { enableOrderWebhookWorkflow } from "../../../../../workflows/enable-order-webhook"
import { refetchOrderWebhook } from "../../helpers"

/** Makes a webhook active: what waits for it leaves at once. */
export const POST = async (
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<AdminOrderWebhookResponse>
) => {
  const id = req.params.id!
  await enableOrderWebhookWorkflow(req.scope).run({ input: { id } })
  res.json({ order_webhook: await refetchOrderWebhook(req.scope, id) })
}
