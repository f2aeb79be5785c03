import { z } from "@medusajs/framework/zod"
import { dateTime } from "../../../date-time"
import { filledText } from "../../../text"

/** More would be a body of megabytes; the script takes any number. */
export const MAX_COMPARED = 10_000
/** What PostgreSQL takes for an order's number. */
export const MAX_DISPLAY_ID = 2 ** 31 - 1

/** One order, as an outside system names it. */
export const heldOrder = z
  .strictObject({
    id: filledText.optional(),
    display_id: z.number().int().min(1).max(MAX_DISPLAY_ID).optional(),
    state: z.enum(["held", "voided"]).default("held"),
  })
  .refine(
    ({ id, display_id }) => id !== undefined || display_id !== undefined,
    "Expected each order to have an `id` or a `display_id`"
  )

export const AdminCompareOrders = z
  .strictObject({
    orders: z.array(heldOrder).max(MAX_COMPARED),
    since: dateTime.optional(),
    until: dateTime.optional(),
  })
  .refine(
    ({ since, until }) => !until || (since && since < until),
    "Expected `until` to come with an earlier `since`"
  )

export type AdminCompareOrdersType = z.infer<typeof AdminCompareOrders>
