import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type {
  AdminOrderWebhookSecretResponse,
  AdminOrderWebhooksResponse,
} from "../../answers"
import { createOrderWebhookWorkflow } from "../../../workflows/create-order-webhook"
import { refetchOrderWebhook } from "./helpers"
import type { AdminCreateOrderWebhookType } from "./validators"
import { ORDER_WEBHOOK_ENTITY } from "./query-config"

/** Lists the webhooks, the oldest first. */
export const GET = async (
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<AdminOrderWebhooksResponse>
) => {
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data, metadata } = await query.graph({
    entity: ORDER_WEBHOOK_ENTITY,
    fields: req.queryConfig.fields,
    filters: req.filterableFields,
    pagination: req.queryConfig.pagination,
  })
  res.json({
    order_webhooks: data,
    count: metadata!.count,
    offset: metadata!.skip,
    limit: metadata!.take,
  })
}

/** Adds a webhook. Its secret is given out here, and never again. */
export const POST = async (
  req: AuthenticatedMedusaRequest<AdminCreateOrderWebhookType>,
  res: MedusaResponse<AdminOrderWebhookSecretResponse>
) => {
  const { result } = await createOrderWebhookWorkflow(req.scope).run({
    input: req.validatedBody,
  })
  const order_webhook = await refetchOrderWebhook(req.scope, result.id)
  res.json({ order_webhook, secret: result.secret })
}
