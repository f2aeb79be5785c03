import { model } from "@medusajs/framework/utils"

/** One row per request of a delivery to a webhook; gone with its event. */
export const OrderFinalizationWebhookAttempt = model
  .define("order_finalization_webhook_attempt", {
    id: model.id({ prefix: "ordwa" }).primaryKey(),
    webhook_id: model.text(),
    event_id: model.text(),
    receipt_id: model.text(),
    // From 1. A trial that fails is not counted: the next request has its number again.
    number: model.number(),
    started_at: model.dateTime(),
    duration_ms: model.number(),
    // Null if no answer came.
    status_code: model.number().nullable(),
    error_code: model.text().nullable(),
    answer_excerpt: model.text().nullable(),
  })
  .indexes([{ on: ["event_id", "webhook_id"] }, { on: ["webhook_id"] }])
