import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { redeliverOrderEventWorkflow } from "../../../../../workflows/redeliver-order-event"
import { listEventsWithReceipts, type AdminOrderEvent } from "../../helpers"
import type { AdminRedeliverOrderEventType } from "../../validators"

export type AdminOrderEventResponse = { order_event: AdminOrderEvent }

/** Delivers an event again, with the same `event_id`, to all or to one consumer. */
export const POST = async (
  req: AuthenticatedMedusaRequest<AdminRedeliverOrderEventType>,
  res: MedusaResponse<AdminOrderEventResponse>
) => {
  const event_id = req.params.id!
  await redeliverOrderEventWorkflow(req.scope).run({
    input: { event_id, ...req.validatedBody },
  })
  const [order_event] = await listEventsWithReceipts(req.scope, {
    id: event_id,
  })
  res.json({ order_event: order_event! })
}
