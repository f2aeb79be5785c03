import { MedusaError } from "@medusajs/framework/utils"
import type OrderFinalizationModuleService from "../modules/order-finalization/service"
import {
  openWebhook,
  type OpenWebhook,
} from "../modules/order-finalization/webhooks/open-webhook"

/**
 * Opens a webhook that a person wants something sent to.
 *
 * @throws `MedusaError` of type `NOT_FOUND` without it, and of type `NOT_ALLOWED` if its
 * secrets cannot be read.
 */
export async function openOrRefuse(
  service: OrderFinalizationModuleService,
  id: string
): Promise<OpenWebhook> {
  const webhook = await service.retrieveWebhook(id)
  try {
    return openWebhook(service.sealer, webhook)
  } catch {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      `The secret or the headers of webhook ${id} cannot be read: they were encrypted with another \`webhooks.encryptionKey\`. Set that key, or rotate the secret and set the headers anew.`
    )
  }
}
