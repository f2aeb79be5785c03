import type OrderFinalizationModuleService from "../modules/order-finalization/service"
import type { NewWebhook } from "../modules/order-finalization/webhook-types"
import { checkWebhookHeaders } from "./check-webhook-headers"
import { checkWebhookUrl } from "./check-webhook-url"

/** What a person says of a webhook; on an update, only what is to change. */
export type WebhookInput = Partial<
  Pick<
    NewWebhook,
    "url" | "description" | "events" | "format" | "max_in_flight"
  >
> & {
  /** Its own headers, with their values; the old ones are gone. */
  headers?: Record<string, string>
}

/**
 * Checks what a webhook is to be, and makes its columns of it.
 *
 * @throws `MedusaError` of type `INVALID_DATA` with the reason.
 */
export function toWebhookValues(
  { options, sealer }: OrderFinalizationModuleService,
  { headers, ...values }: WebhookInput
): Partial<NewWebhook> {
  if (values.url !== undefined) {
    checkWebhookUrl(values.url, options.webhooks.allowedNetworks)
  }
  if (headers === undefined) {
    return values
  }
  checkWebhookHeaders(headers)
  const sealed = Object.entries(headers).map(([name, value]) => [
    name.toLowerCase(),
    sealer.seal(value),
  ])
  return {
    ...values,
    sealed_headers: Object.fromEntries(sealed),
    header_names: sealed.map(([name]) => name!),
  }
}
