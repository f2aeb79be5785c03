import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { ContainerRegistrationKeys, isBoolean } from "@medusajs/framework/utils"
import {
  ORDER_FINALIZATION_ENTITY,
  type AdminOrderFinalization,
} from "./query-config"

/** Without `fields`: with them, the records have these. */
export type AdminOrderFinalizationListResponse = {
  order_finalizations: AdminOrderFinalization[]
  count: number
  offset: number
  limit: number
}

/** Lists the records of orders' finalizations, newest first. */
export const GET = async (
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<AdminOrderFinalizationListResponse>
) => {
  const { to_review, ...filters } = req.filterableFields
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data, metadata } = await query.graph({
    entity: ORDER_FINALIZATION_ENTITY,
    fields: req.queryConfig.fields,
    filters: {
      ...filters,
      ...(isBoolean(to_review) && {
        review_reason: to_review ? { $ne: null } : null,
      }),
    },
    pagination: req.queryConfig.pagination,
  })
  res.json({
    order_finalizations: data,
    count: metadata!.count,
    offset: metadata!.skip,
    limit: metadata!.take!,
  })
}
