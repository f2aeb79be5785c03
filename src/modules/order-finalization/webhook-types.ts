import type { InferTypeOf } from "@medusajs/framework/types"
import type { OrderFinalizationWebhook } from "./models/order-finalization-webhook"
import type { OrderFinalizationWebhookAttempt } from "./models/order-finalization-webhook-attempt"
import type { OrderFinalizationEventName } from "./types"

/** The states of a webhook. */
export const OrderWebhookStatus = {
  /** What is due leaves. */
  ACTIVE: "active",
  /** Five first attempts in a row have failed: one trial leaves at a time. */
  FAILING: "failing",
  /** By a person: nothing leaves, nothing is lost. */
  PAUSED: "paused",
  /** `disabled_reason` says why: nothing leaves, and no new event is kept for it. */
  DISABLED: "disabled",
} as const

export type OrderWebhookStatusValue =
  (typeof OrderWebhookStatus)[keyof typeof OrderWebhookStatus]

/** How a request's body is written. */
export const OrderWebhookFormat = {
  /** As Standard Webhooks has it: `{ type, timestamp, data }`. */
  STANDARD: "standard",
  /** A structured CloudEvent. */
  CLOUDEVENTS: "cloudevents",
} as const

export type OrderWebhookFormatValue =
  (typeof OrderWebhookFormat)[keyof typeof OrderWebhookFormat]

/** The names of what the plugin says of webhooks on Medusa's event bus. */
export const OrderWebhookEvents = {
  /**
   * Emitted when a webhook's state has changed, for whoever wants to be told: a receiver
   * is down, back, or does not want to be sent anything any more. At most once: one that a
   * crash or the event bus loses is not told again, and nothing depends on it.
   *
   * @eventPayload
   * ```ts
   * {
   *   id, // The ID of the webhook
   *   status, // `active`, `failing`, `paused` or `disabled`
   *   previous_status, // The one before
   *   reason, // (string) Why it is disabled, or null
   * }
   * ```
   */
  STATE_CHANGED: "order-webhook.state_changed",
} as const

/** `data` of `order-webhook.state_changed`. */
export type OrderWebhookStateChangedData = {
  id: string
  status: OrderWebhookStatusValue
  previous_status: OrderWebhookStatusValue
  reason: string | null
}

export type SealedSecret = {
  sealed: string
  /** ISO 8601; `null` while it is the newest. */
  expires_at: string | null
}

export type OrderWebhookRecord = Omit<
  InferTypeOf<typeof OrderFinalizationWebhook>,
  "events" | "secrets" | "sealed_headers" | "header_names"
> & {
  events: OrderFinalizationEventName[]
  secrets: SealedSecret[]
  sealed_headers: Record<string, string>
  header_names: string[]
}

/** What a person says of a webhook, sealed. */
export type NewWebhook = Pick<
  OrderWebhookRecord,
  | "url"
  | "description"
  | "events"
  | "format"
  | "max_in_flight"
  | "secrets"
  | "sealed_headers"
  | "header_names"
>

export type OrderWebhookAttemptRecord = InferTypeOf<
  typeof OrderFinalizationWebhookAttempt
>

/** What is kept of a request. */
export type WebhookAttempt = {
  /** ISO 8601. */
  started_at: string
  duration_ms: number
  status_code: number | null
  error_code: string | null
  answer_excerpt: string | null
}

const PREFIX = "webhook:"

/** The name of a webhook as a consumer; `processOnce` takes none with a colon. */
export const toConsumerName = (webhookId: string): string => PREFIX + webhookId

/** The ID of the webhook that a consumer is; `null` for one of `processOnce`. */
export const toWebhookId = (consumer: string): string | null =>
  consumer.startsWith(PREFIX) ? consumer.slice(PREFIX.length) : null
