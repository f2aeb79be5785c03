import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import type {
  AdminOrderWebhookDeletedResponse,
  AdminOrderWebhookResponse,
} from "../../../answers"
import { deleteOrderWebhookWorkflow } from "../../../../workflows/delete-order-webhook"
import { updateOrderWebhookWorkflow } from "../../../../workflows/update-order-webhook"
import { refetchOrderWebhook } from "../helpers"
import type { AdminUpdateOrderWebhookType } from "../validators"

/** One webhook, without its secrets and its headers' values. */
export const GET = async (
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<AdminOrderWebhookResponse>
) => {
  const order_webhook = await refetchOrderWebhook(
    req.scope,
    req.params.id!,
    req.queryConfig.fields
  )
  res.json({ order_webhook })
}

/** Changes a webhook; what is not named stays. */
export const POST = async (
  req: AuthenticatedMedusaRequest<AdminUpdateOrderWebhookType>,
  res: MedusaResponse<AdminOrderWebhookResponse>
) => {
  const id = req.params.id!
  await updateOrderWebhookWorkflow(req.scope).run({
    input: { id, ...req.validatedBody },
  })
  res.json({ order_webhook: await refetchOrderWebhook(req.scope, id) })
}

/** Deletes a webhook with its open deliveries. */
export const DELETE = async (
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<AdminOrderWebhookDeletedResponse>
) => {
  const id = req.params.id!
  await deleteOrderWebhookWorkflow(req.scope).run({ input: { id } })
  res.json({ id, object: "order_webhook", deleted: true })
}
