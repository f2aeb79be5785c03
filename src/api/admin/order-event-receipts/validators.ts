import { z } from "@medusajs/framework/zod"
import { OrderFinalizationReceiptStatus } from "../../../modules/order-finalization/types"
import { filledText } from "../../text"

export const AdminGetOrderEventReceiptsParams = z.strictObject({
  status: z.enum(Object.values(OrderFinalizationReceiptStatus)).optional(),
  consumer: filledText.optional(),
  order_id: filledText.optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(20),
  offset: z.coerce.number().int().min(0).default(0),
})

export type AdminGetOrderEventReceiptsParamsType = z.infer<
  typeof AdminGetOrderEventReceiptsParams
>

export const AdminRetryOrderEventReceipts = z.strictObject({
  consumer: filledText.optional(),
  event_id: filledText.optional(),
})

export type AdminRetryOrderEventReceiptsType = z.infer<
  typeof AdminRetryOrderEventReceipts
>
