import type { FeedPage } from "../modules/order-finalization/feed-types"
import type { OrderComparison } from "../modules/order-finalization/compare-types"
import type { FinalizationSummary } from "../modules/order-finalization/queries/progress/summarize"
import type { StoreOrderFinalizationStatus } from "../modules/order-finalization/store-status"
import type { OrderWebhookDelivery } from "../modules/order-finalization/webhook-service"
import type {
  OrderWebhookFormatValue,
  OrderWebhookStatusValue,
  WebhookAttempt,
} from "../modules/order-finalization/webhook-types"
import type {
  OrderFinalizationEventName,
  OrderFinalizationReceiptStatusValue,
  OrderFinalizationStatusValue,
  OrderFinalizedEventData,
  OrderRevertedEventData,
  OrderRevertedReasonCode,
  RecordedReason,
} from "../modules/order-finalization/types"

/**
 * What the routes answer. The OpenAPI document is generated from these types: times are
 * ISO 8601 strings on the wire.
 */

/** The record of one order; `fields` asks for a part of it, or for more of the order. */
export type AdminOrderFinalization = {
  id: string
  order_id: string
  status: OrderFinalizationStatusValue
  /** When the order became final, also once it is reverted. */
  finalized_at: Date | null
  reason: RecordedReason | null
  /** Why the plugin is about to cancel the order. */
  canceling_code: OrderRevertedReasonCode | null
  /** Payment sessions that a webhook has called failed or cancelled. */
  noticed_session_ids: string[] | null
  /** A sentence for the person who should look. */
  review_reason: string | null
  /** The gate that holds the order, and why. */
  hold_reason: string | null
  /** Who ended a hold, a review or a wait. */
  released_by: string | null
  released_at: Date | null
  /** By how much the payment fell short, in major units, if a person accepted it. */
  accepted_shortfall: { amount: number; currency_code: string } | null
  cart_id: string | null
  display_id: number | null
  workflow_id: string | null
  transaction_id: string | null
  run_id: string | null
  parent_workflow_id: string | null
  parent_transaction_id: string | null
  parent_run_id: string | null
  /** When reconciliation looks at it next. */
  check_at: Date | null
  created_at: Date
  updated_at: Date
  /** The linked order, if `fields` asks for it. */
  order?: Record<string, unknown> | null
}

/** Whether one consumer has had one event. */
export type AdminOrderEventReceipt = {
  id: string
  event_id: string
  consumer: string
  status: OrderFinalizationReceiptStatusValue
  attempts: number
  next_attempt_at: Date | null
  last_error: string | null
  done_at: Date | null
}

/** An event with its receipts. */
export type AdminOrderEvent = {
  id: string
  name: OrderFinalizationEventName
  order_id: string
  sequence: number
  position: number
  data: OrderFinalizedEventData | OrderRevertedEventData
  due_at: Date
  published_at: Date | null
  attempts: number
  last_error: string | null
  created_at: Date
  receipts: AdminOrderEventReceipt[]
}

export type AdminOrderFinalizationsResponse = {
  order_finalizations: AdminOrderFinalization[]
  count: number
  offset: number
  limit: number
}

export type AdminOrderFinalizationResponse = {
  order_finalization: AdminOrderFinalization
}

export type AdminOrderFinalizationDetailResponse = {
  order_finalization: AdminOrderFinalization & { events: AdminOrderEvent[] }
  /** The statuses that core shows of the order; `null` once it is gone. */
  order: {
    id: string
    status: string
    payment_status: string
    fulfillment_status: string
  } | null
}

export type AdminOrderFinalizationSummaryResponse = {
  summary: FinalizationSummary
}

export type AdminOrderComparisonResponse = OrderComparison

export type AdminOrderEventsResponse = FeedPage

export type AdminOrderEventResponse = { order_event: AdminOrderEvent }

/** A receipt, and what it is a receipt of. */
export type AdminListedReceipt = AdminOrderEventReceipt & {
  event: Pick<AdminOrderEvent, "id" | "name" | "order_id" | "data">
}

export type AdminOrderEventReceiptsResponse = {
  order_event_receipts: AdminListedReceipt[]
  count: number
  offset: number
  limit: number
}

export type AdminRetriedReceiptsResponse = {
  /** How many receipts are retried. */
  count: number
}

export type StoreOrderFinalizationResponse = {
  finalization: { status: StoreOrderFinalizationStatus; updated_at: Date }
}

/** Why a request was refused, in core's own form. */
export type ErrorResponse = { code?: string; type?: string; message: string }

/** A webhook, without its secrets and its headers' values. */
export type AdminOrderWebhook = {
  id: string
  url: string
  description: string | null
  events: OrderFinalizationEventName[]
  format: OrderWebhookFormatValue
  max_in_flight: number
  header_names: string[]
  status: OrderWebhookStatusValue
  disabled_reason: string | null
  failed_first_attempts: number
  next_trial_at: Date | null
  failing_since: Date | null
  last_success_at: Date | null
  created_at: Date
  updated_at: Date
}

export type AdminOrderWebhookResponse = { order_webhook: AdminOrderWebhook }

/** The secret is given out here, and never again. */
export type AdminOrderWebhookSecretResponse = {
  order_webhook: AdminOrderWebhook
  secret: string
}

export type AdminOrderWebhooksResponse = {
  order_webhooks: AdminOrderWebhook[]
  count: number
  offset: number
  limit: number
}

export type AdminOrderWebhookDeletedResponse = {
  id: string
  object: "order_webhook"
  deleted: true
}

export type AdminOrderWebhookTestResponse = { attempt: WebhookAttempt }

export type AdminOrderWebhookDeliveriesResponse = {
  deliveries: OrderWebhookDelivery[]
  count: number
  offset: number
  limit: number
}

export type AdminRecoveredDeliveriesResponse = {
  /** How many deliveries are made. */
  count: number
}
