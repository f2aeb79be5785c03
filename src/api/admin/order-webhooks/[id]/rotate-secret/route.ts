import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import type { AdminOrderWebhookSecretResponse } from "../../../../answers"
import { rotateOrderWebhookSecretWorkflow } from "../../../../../workflows/rotate-order-webhook-secret"
import { refetchOrderWebhook } from "../../helpers"
import type { AdminRotateOrderWebhookSecretType } from "../../validators"

/** Gives a webhook a new secret; it is given out here, and never again. */
export const POST = async (
  req: AuthenticatedMedusaRequest<AdminRotateOrderWebhookSecretType>,
  res: MedusaResponse<AdminOrderWebhookSecretResponse>
) => {
  const id = req.params.id!
  const { expire_previous_after } = req.validatedBody
  const { result } = await rotateOrderWebhookSecretWorkflow(req.scope).run({
    input: { id, expire_previous_after_ms: expire_previous_after },
  })
  const order_webhook = await refetchOrderWebhook(req.scope, id)
  res.json({ order_webhook, secret: result.secret })
}
