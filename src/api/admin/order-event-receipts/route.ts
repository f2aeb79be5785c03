import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import {
  RECEIPT_FIELDS,
  type AdminOrderEventReceipt,
} from "../order-events/helpers"
import type { OutboxEvent } from "../../../modules/order-finalization/types"
import type { AdminGetOrderEventReceiptsParamsType } from "./validators"

/** A receipt, and what it is a receipt of. */
export type AdminListedReceipt = AdminOrderEventReceipt & {
  event: Pick<OutboxEvent, "id" | "name" | "order_id" | "data">
}

export type AdminOrderEventReceiptListResponse = {
  order_event_receipts: AdminListedReceipt[]
  count: number
  offset: number
  limit: number
}

/** Lists what consumers have had, or are still to have, newest first. */
export const GET = async (
  req: AuthenticatedMedusaRequest<
    unknown,
    AdminGetOrderEventReceiptsParamsType
  >,
  res: MedusaResponse<AdminOrderEventReceiptListResponse>
) => {
  const { limit, offset, ...filters } = req.validatedQuery
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data: receipts, metadata } = await query.graph({
    entity: "order_finalization_receipt",
    fields: [...RECEIPT_FIELDS],
    filters,
    // IDs grow with time.
    pagination: { skip: offset, take: limit, order: { id: "DESC" } },
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
