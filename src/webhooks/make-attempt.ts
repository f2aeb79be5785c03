import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../modules/order-finalization"
import type { WebhookAttempt } from "../modules/order-finalization/webhook-types"
import { getCutOffSignal } from "../utils/background-work"
import { tracer } from "../utils/tracer"
import type { OpenWebhook } from "../modules/order-finalization/webhooks/open-webhook"
import type { WebhookAnswer } from "../modules/order-finalization/webhooks/sending/webhook-sender"
import { toWebhookBody, type WebhookEvent } from "./to-webhook-body"

/**
 * Makes one signed request, within a span of its own. One that is under way when the backend
 * shuts down has a moment left to be answered: cut off at once it would come twice.
 */
export async function makeAttempt(
  container: MedusaContainer,
  webhook: OpenWebhook,
  event: WebhookEvent,
  attempt: number
): Promise<{ answer: WebhookAnswer; attempt: WebhookAttempt }> {
  const { webhookSender, options } = container.resolve(
    ORDER_FINALIZATION_MODULE
  )
  const started_at = new Date().toISOString()
  const { body, contentType } = toWebhookBody(
    event,
    webhook.format,
    options.cloudEventsSource
  )
  const answer = await tracer.trace("order-webhook.attempt", async (span) => {
    const { traceparent } = tracer.getPropagationState() as {
      traceparent?: string
    }
    span.setAttributes({
      "order_webhook.id": webhook.id,
      "order_webhook.event_id": event.event_id,
      "order_webhook.attempt": attempt,
    })
    const sent = await webhookSender.send({
      endpointId: webhook.id,
      url: webhook.url,
      id: event.event_id,
      attempt,
      body,
      contentType,
      headers: { ...webhook.headers, ...(traceparent && { traceparent }) },
      secrets: webhook.secrets,
      signal: getCutOffSignal(),
    })
    span.setAttributes({
      ...(sent.status_code !== null && {
        "http.response.status_code": sent.status_code,
      }),
      ...(sent.error_code !== null && { "error.type": sent.error_code }),
    })
    span.end()
    return sent
  })
  const { duration_ms, status_code, error_code, answer_excerpt } = answer
  return {
    answer,
    attempt: {
      started_at,
      duration_ms,
      status_code,
      error_code,
      answer_excerpt,
    },
  }
}
