import { z } from "@medusajs/framework/zod"

export const AdminRetryOrderEventReceipts = z.strictObject({
  consumer: z.string().min(1).optional(),
  event_id: z.string().min(1).optional(),
})

export type AdminRetryOrderEventReceiptsType = z.infer<
  typeof AdminRetryOrderEventReceipts
>
