import type { Sealer } from "../modules/order-finalization/webhooks/encrypt"
import type { OrderWebhookRecord } from "../modules/order-finalization/webhook-types"

/** A webhook with its secrets, as a request to it needs it. Never logged, never given out. */
export type OpenWebhook = Pick<
  OrderWebhookRecord,
  "id" | "url" | "events" | "format"
> & {
  secrets: string[]
  headers: Record<string, string>
}

type SealedWebhook = Omit<OpenWebhook, "secrets" | "headers"> &
  Pick<OrderWebhookRecord, "secrets" | "sealed_headers">

/**
 * Opens what is sealed of a webhook. A previous secret signs until it expires.
 *
 * @throws `MedusaError` of type `UNEXPECTED_STATE` if the key is not the one it was sealed with.
 */
export function openWebhook(
  sealer: Sealer,
  { id, url, events, format, secrets, sealed_headers }: SealedWebhook
): OpenWebhook {
  const valid = secrets.filter(
    ({ expires_at }) =>
      expires_at === null || Date.parse(expires_at) > Date.now()
  )
  const headers = Object.entries(sealed_headers).map(([name, sealed]) => [
    name,
    sealer.open(sealed),
  ])
  return {
    id,
    url,
    events,
    format,
    secrets: valid.map(({ sealed }) => sealer.open(sealed)),
    headers: Object.fromEntries(headers),
  }
}
