export const ORDER_WEBHOOK_ENTITY = "order_finalization_webhook"

/** Every column but for the secrets and the headers' values, which are never given out. */
export const orderWebhookColumns = [
  "id",
  "url",
  "description",
  "events",
  "format",
  "max_in_flight",
  "header_names",
  "status",
  "disabled_reason",
  "failed_first_attempts",
  "next_trial_at",
  "failing_since",
  "last_success_at",
  "created_at",
  "updated_at",
]

export const retrieveTransformQueryConfig = {
  defaults: orderWebhookColumns,
  isList: false,
  entity: ORDER_WEBHOOK_ENTITY,
}

export const listTransformQueryConfig = {
  defaults: orderWebhookColumns,
  defaultLimit: 50,
  isList: true,
  entity: ORDER_WEBHOOK_ENTITY,
}
