export type WebhookFormat = "standard" | "cloudevents"

/** An event as it was recorded, or a `webhook.test`, which is of no order. */
export type WebhookEvent = {
  /** Also the request's `webhook-id`. */
  event_id: string
  name: string
  /** ISO 8601. */
  occurred_at: string
  order_id: string | null
  sequence: number | null
  data: Record<string, unknown>
}

/** What a CloudEvent says of where it comes from, unless the backend has told its URL. */
const SOURCE = "medusa-plugin-order-finalized"
/** As long as any sequence is: CloudEvents compares them as text. */
const SEQUENCE_DIGITS = 10

/**
 * The body of a request, which is the same for each of its attempts.
 *
 * @param source - The backend's URL.
 */
export function toWebhookBody(
  event: WebhookEvent,
  format: WebhookFormat,
  source: string | null
): { body: string; contentType: string } {
  return format === "cloudevents"
    ? {
        body: JSON.stringify(toCloudEvent(event, source ?? SOURCE)),
        contentType: "application/cloudevents+json",
      }
    : {
        body: JSON.stringify({
          type: event.name,
          timestamp: event.occurred_at,
          data: event.data,
        }),
        contentType: "application/json",
      }
}

/** CloudEvents 1.0 in structured mode, with its extension `sequence`. */
const toCloudEvent = (event: WebhookEvent, source: string) => ({
  specversion: "1.0",
  id: event.event_id,
  source,
  type: event.name,
  subject: event.order_id ?? undefined,
  time: event.occurred_at,
  sequence: event.sequence?.toString().padStart(SEQUENCE_DIGITS, "0"),
  datacontenttype: "application/json",
  data: event.data,
})
