import type { OrderWebhookRecord } from "../webhook-types"
import type { Sealer } from "./encrypt"

/** A webhook with its secrets, as a request to it needs it. Never logged, never given out. */
export type OpenWebhook = Pick<
  OrderWebhookRecord,
  "id" | "url" | "events" | "format"
> & {
  secrets: string[]
  headers: Record<string, string>
}

export type SealedWebhook = Omit<OpenWebhook, "secrets" | "headers"> &
  Pick<OrderWebhookRecord, "secrets" | "sealed_headers" | "header_names">

/**
 * Opens what is sealed of a webhook. A previous secret signs until it expires; a header that
 * it has no more is neither sent nor opened.
 *
 * @throws `MedusaError` of type `UNEXPECTED_STATE` if the key is not the one it was sealed with.
 */
export function openWebhook(
  sealer: Sealer,
  webhook: SealedWebhook
): OpenWebhook {
  const { id, url, events, format, secrets } = webhook
  const { sealed_headers, header_names } = webhook
  const valid = secrets.filter(
    ({ expires_at }) =>
      expires_at === null || Date.parse(expires_at) > Date.now()
  )
  const headers = header_names.map((name) => [
    name,
    sealer.open(sealed_headers[name]!),
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
