import {
  defineMiddlewares,
  validateAndTransformBody,
  validateAndTransformQuery,
} from "@medusajs/framework/http"
import { AdminRetryOrderEventReceipts } from "./admin/order-event-receipts/validators"
import {
  AdminGetOrderEventsParams,
  AdminRedeliverOrderEvent,
} from "./admin/order-events/validators"
import * as QueryConfig from "./admin/order-finalizations/query-config"
import {
  AdminGetOrderFinalizationParams,
  AdminGetOrderFinalizationsParams,
  AdminReleaseOrderFinalization,
} from "./admin/order-finalizations/validators"
import { validateParams } from "./text"

/** Every route of the plugin that has a parameter in its path, and what lies below it. */
const WITH_PARAMS = [
  "/admin/orders/:id/finalization",
  "/admin/order-events/:id/redeliver",
  "/store/orders/:id/finalization",
]

export default defineMiddlewares({
  routes: [
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
    },
    {
      method: ["POST"],
      matcher: "/admin/orders/:id/finalization/release",
      middlewares: [validateAndTransformBody(AdminReleaseOrderFinalization)],
    },
    {
      method: ["GET"],
      matcher: "/admin/order-events",
      middlewares: [validateAndTransformQuery(AdminGetOrderEventsParams, {})],
    },
    {
      method: ["POST"],
      matcher: "/admin/order-events/:id/redeliver",
      middlewares: [validateAndTransformBody(AdminRedeliverOrderEvent)],
    },
    {
      method: ["POST"],
      matcher: "/admin/order-event-receipts/retry",
      middlewares: [validateAndTransformBody(AdminRetryOrderEventReceipts)],
    },
  ],
})
