import { z } from "@medusajs/framework/zod"
import { filledText } from "../../text"

export const AdminRetryOrderEventReceipts = z.strictObject({
  consumer: filledText.optional(),
  event_id: filledText.optional(),
})

export type AdminRetryOrderEventReceiptsType = z.infer<
  typeof AdminRetryOrderEventReceipts
>
