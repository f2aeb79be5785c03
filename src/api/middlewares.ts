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

export default defineMiddlewares({
  routes: [
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
