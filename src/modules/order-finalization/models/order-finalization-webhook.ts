import { model } from "@medusajs/framework/utils"
import { OrderWebhookFormat, OrderWebhookStatus } from "../webhook-types"

/** One row per endpoint outside that has the events sent to it: the consumer `webhook:<id>`. */
export const OrderFinalizationWebhook = model.define(
  "order_finalization_webhook",
  {
    id: model.id({ prefix: "ordwh" }).primaryKey(),
    url: model.text(),
    description: model.text().nullable(),
    // The names of the events that it is sent.
    events: model.json(),
    format: model.enum(Object.values(OrderWebhookFormat)),
    // How many requests an instance has under way at once.
    max_in_flight: model.number().default(20),
    // `SealedSecret[]`, the newest first: during a rotation the previous one signs, too.
    secrets: model.json(),
    // The values of its own headers, sealed, by their names.
    sealed_headers: model.json(),
    header_names: model.json(),
    status: model.enum(Object.values(OrderWebhookStatus)),
    disabled_reason: model.text().nullable(),
    // First attempts that have failed since the last 2xx, in a row.
    failed_first_attempts: model.number().default(0),
    // Trials so far while it is failing, and when the next one may leave.
    trial_number: model.number().default(0),
    next_trial_at: model.dateTime().nullable(),
    failing_since: model.dateTime().nullable(),
    // The first failure since the last 2xx, whatever the status.
    first_failed_at: model.dateTime().nullable(),
    // It has asked to be left alone until then, or is overrun.
    slowed_until: model.dateTime().nullable(),
    // Exact to the minute: all deliveries would wait for this row otherwise.
    last_success_at: model.dateTime().nullable(),
  }
)
