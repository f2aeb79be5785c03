import type { z } from "@medusajs/framework/zod"
import {
  AdminGetOrderEventReceiptsParams,
  AdminRetryOrderEventReceipts,
} from "../../src/api/admin/order-event-receipts/validators"
import {
  AdminGetOrderEventsParams,
  AdminRedeliverOrderEvent,
} from "../../src/api/admin/order-events/validators"
import { AdminCompareOrders } from "../../src/api/admin/order-finalizations/compare/validators"
import {
  AdminGetOrderFinalizationParams,
  AdminGetOrderFinalizationsParams,
  AdminReleaseOrderFinalization,
} from "../../src/api/admin/order-finalizations/validators"
import {
  AdminCreateOrderWebhook,
  AdminGetOrderWebhookDeliveriesParams,
  AdminGetOrderWebhookParams,
  AdminGetOrderWebhooksParams,
  AdminRecoverOrderWebhook,
  AdminRotateOrderWebhookSecret,
  AdminUpdateOrderWebhook,
} from "../../src/api/admin/order-webhooks/validators"

export type Operation = {
  method: "get" | "post" | "delete"
  /** As core writes it, with `:id`. */
  path: string
  summary: string
  query?: z.ZodType
  body?: z.ZodType
  /** A type of `src/api/answers.ts`, or `object` for any. */
  answer: string
  /** Besides those of every route: 400, 401 and 403 of the Admin API, 404 with an `:id`. */
  refusals?: Record<number, string>
}

/** Every route of the plugin: one that is not here fails `unit/openapi`. */
export const OPERATIONS: Operation[] = [
  {
    method: "get",
    path: "/admin/order-finalizations",
    summary: "List the records of orders' finalizations, newest first",
    query: AdminGetOrderFinalizationsParams,
    answer: "AdminOrderFinalizationsResponse",
  },
  {
    method: "get",
    path: "/admin/order-finalizations/summary",
    summary: "How the orders, the outbox and the receipts stand",
    answer: "AdminOrderFinalizationSummaryResponse",
  },
  {
    method: "post",
    path: "/admin/order-finalizations/compare",
    summary: "Say what is wrong with the orders that an outside system holds",
    body: AdminCompareOrders,
    answer: "AdminOrderComparisonResponse",
  },
  {
    method: "get",
    path: "/admin/orders/:id/finalization",
    summary:
      "One order's finalization, its events and their receipts, and where the order stands",
    query: AdminGetOrderFinalizationParams,
    answer: "AdminOrderFinalizationDetailResponse",
  },
  {
    method: "post",
    path: "/admin/orders/:id/finalization/release",
    summary: "End an order's hold, review or wait as finalized",
    body: AdminReleaseOrderFinalization,
    answer: "AdminOrderFinalizationResponse",
  },
  {
    method: "post",
    path: "/admin/orders/:id/finalization/reconcile",
    summary: "Look at an order again now",
    answer: "AdminOrderFinalizationResponse",
  },
  {
    method: "get",
    path: "/admin/order-events",
    summary: "The feed: recorded events, oldest first, without gaps",
    query: AdminGetOrderEventsParams,
    answer: "AdminOrderEventsResponse",
    refusals: { 409: "Events may be missing after the cursor" },
  },
  {
    method: "get",
    path: "/admin/order-events/asyncapi",
    summary: "The events and their channels, as AsyncAPI 3.0",
    answer: "object",
  },
  {
    method: "post",
    path: "/admin/order-events/:id/redeliver",
    summary: "Deliver an event again, to all or to one consumer",
    body: AdminRedeliverOrderEvent,
    answer: "AdminOrderEventResponse",
  },
  {
    method: "get",
    path: "/admin/order-event-receipts",
    summary: "List what consumers have had, or are still to have, newest first",
    query: AdminGetOrderEventReceiptsParams,
    answer: "AdminOrderEventReceiptsResponse",
  },
  {
    method: "post",
    path: "/admin/order-event-receipts/retry",
    summary: "Retry dead-lettered receipts",
    body: AdminRetryOrderEventReceipts,
    answer: "AdminRetriedReceiptsResponse",
    refusals: { 404: "Nobody knows the consumer, or the event" },
  },
  {
    method: "get",
    path: "/admin/order-webhooks",
    summary: "List the webhooks, the oldest first",
    query: AdminGetOrderWebhooksParams,
    answer: "AdminOrderWebhooksResponse",
  },
  {
    method: "post",
    path: "/admin/order-webhooks",
    summary: "Add a webhook",
    body: AdminCreateOrderWebhook,
    answer: "AdminOrderWebhookSecretResponse",
  },
  {
    method: "get",
    path: "/admin/order-webhooks/:id",
    summary: "One webhook",
    query: AdminGetOrderWebhookParams,
    answer: "AdminOrderWebhookResponse",
  },
  {
    method: "post",
    path: "/admin/order-webhooks/:id",
    summary: "Change a webhook",
    body: AdminUpdateOrderWebhook,
    answer: "AdminOrderWebhookResponse",
  },
  {
    method: "delete",
    path: "/admin/order-webhooks/:id",
    summary: "Delete a webhook with its open deliveries",
    answer: "AdminOrderWebhookDeletedResponse",
  },
  {
    method: "get",
    path: "/admin/order-webhooks/:id/deliveries",
    summary: "What a webhook was sent or is to be sent, the newest first",
    query: AdminGetOrderWebhookDeliveriesParams,
    answer: "AdminOrderWebhookDeliveriesResponse",
  },
  {
    method: "post",
    path: "/admin/order-webhooks/:id/enable",
    summary: "Make a webhook active",
    answer: "AdminOrderWebhookResponse",
    refusals: { 409: "Its secrets cannot be opened" },
  },
  {
    method: "post",
    path: "/admin/order-webhooks/:id/pause",
    summary: "Have nothing leave to a webhook",
    answer: "AdminOrderWebhookResponse",
    refusals: { 409: "It is disabled" },
  },
  {
    method: "post",
    path: "/admin/order-webhooks/:id/recover",
    summary: "Have a webhook be sent what it missed of a time",
    body: AdminRecoverOrderWebhook,
    answer: "AdminRecoveredDeliveriesResponse",
  },
  {
    method: "post",
    path: "/admin/order-webhooks/:id/rotate-secret",
    summary: "Give a webhook a new secret",
    body: AdminRotateOrderWebhookSecret,
    answer: "AdminOrderWebhookSecretResponse",
  },
  {
    method: "post",
    path: "/admin/order-webhooks/:id/test",
    summary: "Send a webhook.test now",
    answer: "AdminOrderWebhookTestResponse",
  },
  {
    method: "get",
    path: "/store/orders/:id/finalization",
    summary: "Where an order stands, for a thank-you page",
    answer: "StoreOrderFinalizationResponse",
  },
]
