import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { AdminOrderEventReceiptsResponse } from "../../answers"
import { RECEIPT_FIELDS } from "../order-events/helpers"
import type { AdminGetOrderEventReceiptsParamsType } from "./validators"

/** Lists what consumers have had, or are still to have, newest first. */
export const GET = async (
  req: AuthenticatedMedusaRequest<
    unknown,
    AdminGetOrderEventReceiptsParamsType
  >,
  res: MedusaResponse<AdminOrderEventReceiptsResponse>
) => {
  const { limit, offset, ...filters } = req.validatedQuery
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data: receipts, metadata } = await query.graph({
    entity: "order_finalization_receipt",
    fields: [...RECEIPT_FIELDS],
    filters,
    // The IDs of events grow with time, those of receipts do not.
    pagination: {
      skip: offset,
      take: limit,
      order: { event_id: "DESC", consumer: "ASC" },
    },
  })
  // A receipt is pruned with its event.
  const { data: events } = await query.graph({
    entity: "order_finalization_event",
    fields: ["id", "name", "order_id", "data"],
    filters: { id: receipts.map(({ event_id }) => event_id) },
  })
  res.json({
    order_event_receipts: receipts.flatMap((receipt) => {
      const event = events.find(({ id }) => id === receipt.event_id)
      return event ? [{ ...receipt, event }] : []
    }),
    count: metadata!.count,
    offset,
    limit,
  })
}
