import { z } from "@medusajs/framework/zod"
import { OrderFinalizationEvents } from "../../../modules/order-finalization/types"
import { filledText, text } from "../../text"

export const AdminGetOrderEventsParams = z.strictObject({
  after: filledText.optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  order_id: text.optional(),
  name: z.enum(Object.values(OrderFinalizationEvents)).optional(),
})

export type AdminGetOrderEventsParamsType = z.infer<
  typeof AdminGetOrderEventsParams
>

export const AdminRedeliverOrderEvent = z.strictObject({
  consumer: filledText.optional(),
})

export type AdminRedeliverOrderEventType = z.infer<
  typeof AdminRedeliverOrderEvent
>
