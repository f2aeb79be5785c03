import type { Json } from "../../api/json"
import type { OrderFinalizationModuleService } from "../../modules/order-finalization/service"
import type {
  OrderWebhookRecord,
  WebhookAttempt,
} from "../../modules/order-finalization/webhook-types"

export const WEBHOOKS = "/admin/order-webhooks"

/** A webhook as the Admin API gives it out. */
export type Webhook = Omit<
  OrderWebhookRecord,
  "secrets" | "sealed_headers" | "trial_number"
>

export type WebhookResponse = { order_webhook: Webhook }

/** With the secret that is given out once. */
export type WebhookSecretResponse = WebhookResponse & { secret: string }

export type WebhookListResponse = { order_webhooks: Webhook[]; count: number }

export type WebhookTestResponse = { attempt: WebhookAttempt }

export type WebhookDeliveriesResponse = Awaited<
  ReturnType<OrderFinalizationModuleService["listDeliveries"]>
>

export const STATUS_COLORS = {
  active: "green",
  failing: "red",
  paused: "orange",
  disabled: "grey",
} as const satisfies Record<Webhook["status"], string>

export const isWebhookMoving = ({ status }: Json<Webhook>): boolean =>
  status === "active" || status === "failing"
