import type { MiddlewareRoute } from "@medusajs/framework/http"
import type { BigNumberInput } from "@medusajs/framework/types"
import { FeatureFlag } from "@medusajs/framework/utils"
import { isCoreBefore } from "../../utils/check-core-version"

/**
 * What older cores do otherwise, by the version that ended it. `npm run versions` has the
 * case of each: it fails on the versions before, without what is here.
 *
 * - Before 2.19 the order that `create-orders` gives back has no `total`: {@link totalOf}.
 * - Before 2.17 there is no `pending_authorization`: core takes a deferred payment for a
 *   refused one and deletes the order, of which `order.reverted` tells. Nothing to do here.
 * - Before 2.14 zod is of version 3: options and validators are written for both.
 * - Before 2.13 a route's policies are asked for even where core's roles are switched off:
 *   {@link withoutIdlePolicies}.
 */

/** An order as `create-orders` gives it back. */
export type OrderWithSummary = {
  total?: BigNumberInput
  summary?: { current_order_total: BigNumberInput }
}

/**
 * Before 2.19 the order module gives no totals unless they are selected, but the summary
 * has it. Without this no order of such a core would be staged within its run.
 */
export function totalOf({ total, summary }: OrderWithSummary): BigNumberInput {
  return total ?? summary!.current_order_total
}

/** Before 2.13 such a route would answer 401 to everybody, as nobody has a role. */
export function withoutIdlePolicies(
  routes: MiddlewareRoute[]
): MiddlewareRoute[] {
  return isCoreBefore("2.13.0") && !FeatureFlag.isFeatureEnabled("rbac")
    ? routes.map(({ policies: _, ...route }) => route)
    : routes
}
