import { z } from "@medusajs/framework/zod"
import { OrderFinalizationEvents } from "../../../modules/order-finalization/types"

export const AdminGetOrderEventsParams = z.strictObject({
  after: z.string().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  order_id: z.string().optional(),
  name: z.enum(Object.values(OrderFinalizationEvents)).optional(),
})

export type AdminGetOrderEventsParamsType = z.infer<
  typeof AdminGetOrderEventsParams
>

export const AdminRedeliverOrderEvent = z.strictObject({
  consumer: z.string().min(1).optional(),
})

export type AdminRedeliverOrderEventType = z.infer<
  typeof AdminRedeliverOrderEvent
>
