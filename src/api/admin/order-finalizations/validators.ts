import { z } from "@medusajs/framework/zod"
import {
  createFindParams,
  createSelectParams,
} from "@medusajs/medusa/api/utils/validators"
import { OrderFinalizationStatus } from "../../../modules/order-finalization/types"
import { orderFinalizationColumns } from "./query-config"

const MAX_LIMIT = 1_000

const status = z.enum(Object.values(OrderFinalizationStatus))

const dateTime = z
  .string()
  .refine((value) => !Number.isNaN(Date.parse(value)), "Expected a date")

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

export const AdminGetOrderFinalizationParams = createSelectParams()

export const AdminGetOrderFinalizationsParams = createFindParams()
  .omit({ with_deleted: true })
  .extend({
    limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(20),
    offset: z.coerce.number().int().min(0).default(0),
    // IDs grow with time: newest first, by the primary key.
    order: order.default("-id"),
    status: z.union([status, z.array(status)]).optional(),
    order_id: z.union([z.string(), z.array(z.string())]).optional(),
    // Whether a person should look, whatever the status.
    to_review: z
      .enum(["true", "false"])
      .transform((value) => value === "true")
      .optional(),
    updated_at: z.union([dateTime, dateTimeOperators]).optional(),
  })
