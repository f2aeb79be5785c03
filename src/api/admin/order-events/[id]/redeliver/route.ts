import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import type { AdminOrderEventResponse } from "../../../../answers"
import { redeliverOrderEventWorkflow } from "../../../../../workflows/redeliver-order-event"
import { listEventsWithReceipts } from "../../helpers"
import type { AdminRedeliverOrderEventType } from "../../validators"

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
  res.json({ order_event })
}
