import {
  defineMiddlewares,
  validateAndTransformBody,
  validateAndTransformQuery,
  type MiddlewareRoute,
} from "@medusajs/framework/http"
import {
  AdminGetOrderEventReceiptsParams,
  AdminRetryOrderEventReceipts,
} from "./admin/order-event-receipts/validators"
import {
  AdminGetOrderEventsParams,
  AdminRedeliverOrderEvent,
} from "./admin/order-events/validators"
import { AdminCompareOrders } from "./admin/order-finalizations/compare/validators"
import * as QueryConfig from "./admin/order-finalizations/query-config"
import {
  AdminGetOrderFinalizationParams,
  AdminGetOrderFinalizationsParams,
  AdminReleaseOrderFinalization,
} from "./admin/order-finalizations/validators"
// Medusa's build leaves folders of this name out, unless what it builds asks for them (2.21.2).
import "./admin/order-webhooks/[id]/test/route"
import * as WebhookQueryConfig from "./admin/order-webhooks/query-config"
import {
  AdminCreateOrderWebhook,
  AdminGetOrderWebhookDeliveriesParams,
  AdminGetOrderWebhookParams,
  AdminGetOrderWebhooksParams,
  AdminRecoverOrderWebhook,
  AdminRotateOrderWebhookSecret,
  AdminUpdateOrderWebhook,
} from "./admin/order-webhooks/validators"
import { withoutIdlePolicies } from "../workflows/complete-cart/core-before-2-19"
import { validateParams } from "./text"

/** Every route of the plugin that has a parameter in its path, and what lies below it. */
const WITH_PARAMS = [
  "/admin/orders/:id/finalization",
  "/admin/order-events/:id/redeliver",
  "/admin/order-webhooks/:id",
  "/store/orders/:id/finalization",
]

/**
 * Each route of the Admin API names what core's roles have to allow, which core looks at
 * with `MEDUSA_FF_RBAC` only; see `src/policies`. Core adds `order:read` to what is below
 * `/admin/orders` (Medusa 2.21.2).
 */
const routes: MiddlewareRoute[] = [
  ...WITH_PARAMS.map((matcher) => ({
    matcher,
    middlewares: [validateParams],
  })),
  {
    method: ["GET"],
    matcher: "/admin/order-finalizations",
    middlewares: [
      validateAndTransformQuery(
        AdminGetOrderFinalizationsParams,
        QueryConfig.listTransformQueryConfig
      ),
    ],
    policies: [{ resource: "order_finalization", operation: "read" }],
  },
  {
    method: ["GET"],
    matcher: "/admin/order-finalizations/summary",
    policies: [{ resource: "order_finalization", operation: "read" }],
  },
  {
    method: ["POST"],
    matcher: "/admin/order-finalizations/compare",
    // Ten thousand orders, each with its ID and its number, take a megabyte.
    bodyParser: { sizeLimit: "4mb" },
    middlewares: [validateAndTransformBody(AdminCompareOrders)],
    // It only reads.
    policies: [{ resource: "order_finalization", operation: "read" }],
  },
  {
    method: ["GET"],
    matcher: "/admin/orders/:id/finalization",
    middlewares: [
      validateAndTransformQuery(
        AdminGetOrderFinalizationParams,
        QueryConfig.retrieveTransformQueryConfig
      ),
    ],
    policies: [{ resource: "order_finalization", operation: "read" }],
  },
  {
    method: ["POST"],
    matcher: "/admin/orders/:id/finalization/release",
    middlewares: [validateAndTransformBody(AdminReleaseOrderFinalization)],
    policies: [{ resource: "order_finalization", operation: "update" }],
  },
  {
    method: ["POST"],
    matcher: "/admin/orders/:id/finalization/reconcile",
    policies: [{ resource: "order_finalization", operation: "update" }],
  },
  {
    method: ["GET"],
    matcher: "/admin/order-events",
    middlewares: [validateAndTransformQuery(AdminGetOrderEventsParams, {})],
    policies: [{ resource: "order_event", operation: "read" }],
  },
  {
    method: ["GET"],
    matcher: "/admin/order-events/asyncapi",
    policies: [{ resource: "order_event", operation: "read" }],
  },
  {
    method: ["POST"],
    matcher: "/admin/order-events/:id/redeliver",
    middlewares: [validateAndTransformBody(AdminRedeliverOrderEvent)],
    policies: [{ resource: "order_event", operation: "update" }],
  },
  {
    method: ["GET"],
    matcher: "/admin/order-event-receipts",
    middlewares: [
      validateAndTransformQuery(AdminGetOrderEventReceiptsParams, {}),
    ],
    policies: [{ resource: "order_event", operation: "read" }],
  },
  {
    method: ["POST"],
    matcher: "/admin/order-event-receipts/retry",
    middlewares: [validateAndTransformBody(AdminRetryOrderEventReceipts)],
    policies: [{ resource: "order_event", operation: "update" }],
  },
  {
    method: ["GET"],
    matcher: "/admin/order-webhooks",
    middlewares: [
      validateAndTransformQuery(
        AdminGetOrderWebhooksParams,
        WebhookQueryConfig.listTransformQueryConfig
      ),
    ],
    policies: [{ resource: "order_webhook", operation: "read" }],
  },
  {
    method: ["POST"],
    matcher: "/admin/order-webhooks",
    middlewares: [validateAndTransformBody(AdminCreateOrderWebhook)],
    policies: [{ resource: "order_webhook", operation: "create" }],
  },
  {
    method: ["GET"],
    matcher: "/admin/order-webhooks/:id",
    middlewares: [
      validateAndTransformQuery(
        AdminGetOrderWebhookParams,
        WebhookQueryConfig.retrieveTransformQueryConfig
      ),
    ],
    policies: [{ resource: "order_webhook", operation: "read" }],
  },
  {
    method: ["POST"],
    matcher: "/admin/order-webhooks/:id",
    middlewares: [validateAndTransformBody(AdminUpdateOrderWebhook)],
    policies: [{ resource: "order_webhook", operation: "update" }],
  },
  {
    method: ["DELETE"],
    matcher: "/admin/order-webhooks/:id",
    policies: [{ resource: "order_webhook", operation: "delete" }],
  },
  {
    method: ["POST"],
    matcher: "/admin/order-webhooks/:id/rotate-secret",
    middlewares: [validateAndTransformBody(AdminRotateOrderWebhookSecret)],
    policies: [{ resource: "order_webhook", operation: "update" }],
  },
  {
    method: ["POST"],
    matcher: "/admin/order-webhooks/:id/test",
    policies: [{ resource: "order_webhook", operation: "update" }],
  },
  {
    method: ["POST"],
    matcher: "/admin/order-webhooks/:id/pause",
    policies: [{ resource: "order_webhook", operation: "update" }],
  },
  {
    method: ["POST"],
    matcher: "/admin/order-webhooks/:id/enable",
    policies: [{ resource: "order_webhook", operation: "update" }],
  },
  {
    method: ["GET"],
    matcher: "/admin/order-webhooks/:id/deliveries",
    middlewares: [
      validateAndTransformQuery(AdminGetOrderWebhookDeliveriesParams, {}),
    ],
    policies: [{ resource: "order_webhook", operation: "read" }],
  },
  {
    method: ["POST"],
    matcher: "/admin/order-webhooks/:id/recover",
    middlewares: [validateAndTransformBody(AdminRecoverOrderWebhook)],
    policies: [{ resource: "order_webhook", operation: "update" }],
  },
]

export default defineMiddlewares({ routes: withoutIdlePolicies(routes) })
