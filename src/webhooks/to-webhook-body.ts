import {
  buildCloudEvent,
  type RecordedEvent,
} from "../modules/order-finalization/build-cloud-event"
import {
  OrderWebhookFormat,
  type OrderWebhookFormatValue,
} from "../modules/order-finalization/webhook-types"

/** An event as it was recorded, or a `webhook.test`. Its `event_id` is the `webhook-id`. */
export type WebhookEvent = RecordedEvent<string, Record<string, unknown>>

/**
 * The body of a request, which is the same for each of its attempts.
 *
 * @param source - The option `cloudEventsSource`.
 */
export function toWebhookBody(
  event: WebhookEvent,
  format: OrderWebhookFormatValue,
  source: string
): { body: string; contentType: string } {
  return format === OrderWebhookFormat.CLOUDEVENTS
    ? {
        body: JSON.stringify(buildCloudEvent(event, source)),
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
