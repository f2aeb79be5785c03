import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { missingWebhook } from "../../../modules/order-finalization/webhook-service"
import { ORDER_WEBHOOK_ENTITY, orderWebhookColumns } from "./query-config"

/** A webhook as it is given out: without its secrets and its headers' values. */
export async function refetchOrderWebhook(
  container: MedusaContainer,
  id: string,
  fields: string[] = orderWebhookColumns
) {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: ORDER_WEBHOOK_ENTITY,
    fields,
    filters: { id },
  })
  const [webhook] = data
  if (!webhook) {
    throw missingWebhook(id)
  }
  return webhook
}
