import { z } from "@medusajs/framework/zod"
import {
  createFindParams,
  createSelectParams,
} from "@medusajs/medusa/api/utils/validators"
import { duration } from "../../../modules/order-finalization/duration"
import {
  OrderFinalizationEvents,
  OrderFinalizationReceiptStatus,
} from "../../../modules/order-finalization/types"
import {
  OrderWebhookFormat,
  OrderWebhookStatus,
} from "../../../modules/order-finalization/webhook-types"
import { dateTime } from "../../date-time"
import { oneOf } from "../../one-of"
import { filledText, text } from "../../text"
import { orderWebhookColumns } from "./query-config"

const MAX_LIMIT = 1_000
const MAX_DELIVERIES = 100
const MAX_IN_FLIGHT = 100

const isColumn = (name: string): boolean => orderWebhookColumns.includes(name)

const fields = text
  .refine(
    (value) =>
      value
        .split(",")
        .map((field) => field.trim().replace(/^[+-]/, ""))
        .every((name) => name === "" || isColumn(name)),
    `Expected \`fields\` to be of ${orderWebhookColumns.join(", ")}`
  )
  .optional()

export const AdminGetOrderWebhookParams = createSelectParams().extend({
  fields,
})

export const AdminGetOrderWebhooksParams = createFindParams()
  .omit({ with_deleted: true })
  .extend({
    limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(50),
    offset: z.coerce.number().int().min(0).default(0),
    order: z
      .string()
      .refine(
        (value) => isColumn(value.replace(/^-/, "")),
        `Expected one of ${orderWebhookColumns.join(", ")}, with "-" before it for descending order`
      )
      .default("id"),
    fields,
    status: oneOf("status", Object.values(OrderWebhookStatus)).optional(),
  })

const webhook = z.strictObject({
  url: filledText,
  description: text.nullable().optional(),
  events: z
    .array(oneOf("events", Object.values(OrderFinalizationEvents)))
    .min(1)
    .transform((names) => [...new Set(names)])
    .optional(),
  headers: z.record(z.string(), z.string()).optional(),
  format: oneOf("format", Object.values(OrderWebhookFormat)).optional(),
  max_in_flight: z.number().int().min(1).max(MAX_IN_FLIGHT).optional(),
})

export const AdminCreateOrderWebhook = webhook

export type AdminCreateOrderWebhookType = z.infer<
  typeof AdminCreateOrderWebhook
>

export const AdminUpdateOrderWebhook = webhook.partial()

export type AdminUpdateOrderWebhookType = z.infer<
  typeof AdminUpdateOrderWebhook
>

export const AdminRotateOrderWebhookSecret = z.strictObject({
  // A secret that has leaked is to expire at once; nobody takes longer than a month.
  expire_previous_after: duration("1ms", "30d").optional(),
})

export type AdminRotateOrderWebhookSecretType = z.infer<
  typeof AdminRotateOrderWebhookSecret
>

export const AdminRecoverOrderWebhook = z
  .strictObject({
    since: dateTime,
    until: dateTime.optional(),
    only: oneOf("only", ["failed", "missing"]).optional(),
  })
  .refine(
    ({ since, until }) => !until || since < until,
    "Expected `until` to be later than `since`"
  )

export type AdminRecoverOrderWebhookType = z.infer<
  typeof AdminRecoverOrderWebhook
>

export const AdminGetOrderWebhookDeliveriesParams = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MAX_DELIVERIES).default(20),
  offset: z.coerce.number().int().min(0).default(0),
  status: oneOf(
    "status",
    Object.values(OrderFinalizationReceiptStatus)
  ).optional(),
  order_id: text.optional(),
})

export type AdminGetOrderWebhookDeliveriesParamsType = z.infer<
  typeof AdminGetOrderWebhookDeliveriesParams
>
