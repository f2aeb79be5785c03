import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { ContainerRegistrationKeys, isBoolean } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../../../modules/order-finalization"
import type { AdminOrderFinalizationsResponse } from "../../answers"
import { ORDER_FINALIZATION_ENTITY } from "./query-config"

/** Of a longer backlog, those that have waited longest. */
const MAX_UNPUBLISHED = 1_000

/** Lists the records of orders' finalizations, newest first. */
export const GET = async (
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<AdminOrderFinalizationsResponse>
) => {
  const { to_review, unpublished, ...filters } = req.filterableFields
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data, metadata } = await query.graph({
    entity: ORDER_FINALIZATION_ENTITY,
    fields: req.queryConfig.fields,
    filters: {
      ...filters,
      ...(isBoolean(to_review) && {
        review_reason: to_review ? { $ne: null } : null,
      }),
      ...(isBoolean(unpublished) && {
        $and: [await toUnpublishedFilter(req.scope, unpublished)],
      }),
    },
    pagination: req.queryConfig.pagination,
  })
  res.json({
    order_finalizations: data,
    count: metadata!.count,
    offset: metadata!.skip,
    limit: metadata!.take,
  })
}

/** Whether the event bus is still to have an event of the order. */
async function toUnpublishedFilter(
  container: MedusaContainer,
  isUnpublished: boolean
) {
  const events = await container
    .resolve(ORDER_FINALIZATION_MODULE)
    .listOrderFinalizationEvents(
      { next_attempt_at: { $ne: null }, published_at: null },
      {
        select: ["order_id"],
        order: { next_attempt_at: "ASC" },
        take: MAX_UNPUBLISHED,
      }
    )
  const ids = events.map(({ order_id }) => order_id)
  return { order_id: isUnpublished ? { $in: ids } : { $nin: ids } }
}
