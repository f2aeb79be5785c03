import { z } from "@medusajs/framework/zod"
import {
  createFindParams,
  createSelectParams,
} from "@medusajs/medusa/api/utils/validators"
import { OrderFinalizationStatus } from "../../../modules/order-finalization/types"
import { dateTime } from "../../date-time"
import { someOf } from "../../one-of"
import { text } from "../../text"
import { MAX_DISPLAY_ID } from "./compare/validators"
import { orderFinalizationColumns } from "./query-config"

const MAX_LIMIT = 1_000

/** The order number that people see. */
const displayId = z.coerce.number().int().min(1).max(MAX_DISPLAY_ID)

const flag = z.enum(["true", "false"]).transform((value) => value === "true")

const dateTimeOperators = z.strictObject({
  $eq: dateTime.optional(),
  $gt: dateTime.optional(),
  $gte: dateTime.optional(),
  $lt: dateTime.optional(),
  $lte: dateTime.optional(),
})

/** A column, "-" before it for descending. */
const order = z
  .string()
  .refine(
    (value) => orderFinalizationColumns.includes(value.replace(/^-/, "")),
    `Expected one of ${orderFinalizationColumns.join(", ")}, with "-" before it for descending order`
  )

export const AdminReleaseOrderFinalization = z.strictObject({
  accept_amount: z.boolean().optional(),
})

export type AdminReleaseOrderFinalizationType = z.infer<
  typeof AdminReleaseOrderFinalization
>

/** A column, or of the linked order whatever core shows of it: "order.email", "*order". */
const isField = (field: string): boolean => {
  const name = field.trim().replace(/^[+-]?\*?/, "")
  return (
    name === "" ||
    orderFinalizationColumns.includes(name) ||
    /^order(\.\w+)*(\.\*)?$/.test(name)
  )
}

const fields = text
  .refine(
    (value) => value.split(",").every(isField),
    `Expected \`fields\` to be of ${orderFinalizationColumns.join(", ")}, or of the order, as "order.email"`
  )
  .optional()

export const AdminGetOrderFinalizationParams = createSelectParams().extend({
  fields,
})

export const AdminGetOrderFinalizationsParams = createFindParams()
  .omit({ with_deleted: true })
  .extend({
    limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(20),
    offset: z.coerce.number().int().min(0).default(0),
    // IDs grow with time: newest first, by the primary key.
    order: order.default("-id"),
    fields,
    status: someOf("status", Object.values(OrderFinalizationStatus)).optional(),
    order_id: z.union([text, z.array(text)]).optional(),
    display_id: displayId.optional(),
    // Whether a person should look, whatever the status.
    to_review: flag.optional(),
    // Whether the event bus is still to have one of the order's events.
    unpublished: flag.optional(),
    updated_at: z.union([dateTime, dateTimeOperators]).optional(),
  })
