import type { Json } from "../../api/json"
import type {
  AdminOrderWebhook,
  AdminOrderWebhookDeliveriesResponse,
  AdminOrderWebhookResponse,
  AdminOrderWebhookSecretResponse,
  AdminOrderWebhooksResponse,
  AdminOrderWebhookTestResponse,
} from "../../api/answers"

export const WEBHOOKS = "/admin/order-webhooks"
export const RECEIPTS = "/admin/order-event-receipts"

export type Webhook = AdminOrderWebhook
export type WebhookResponse = AdminOrderWebhookResponse
export type WebhookSecretResponse = AdminOrderWebhookSecretResponse
export type WebhookListResponse = AdminOrderWebhooksResponse
export type WebhookTestResponse = AdminOrderWebhookTestResponse
export type WebhookDeliveriesResponse = AdminOrderWebhookDeliveriesResponse

export const STATUS_COLORS = {
  active: "green",
  failing: "red",
  paused: "orange",
  disabled: "grey",
} as const satisfies Record<Webhook["status"], string>

export const isWebhookMoving = ({ status }: Json<Webhook>): boolean =>
  status === "active" || status === "failing"
