import { model } from "@medusajs/framework/utils"
import { OrderFinalizationReceiptStatus } from "../types"

/** One row per event and consumer of `processOnce`: whether the consumer has had it. */
export const OrderFinalizationReceipt = model
  .define("order_finalization_receipt", {
    id: model.id({ prefix: "ordrec" }).primaryKey(),
    event_id: model.text(),
    order_id: model.text(),
    sequence: model.number(),
    consumer: model.text(),
    status: model.enum(Object.values(OrderFinalizationReceiptStatus)),
    // Runs of the handler so far, those included whose process has died; the lease is known by it.
    attempts: model.number().default(0),
    // Of a webhook: requests that were not taken, and count for its schedule.
    failed_attempts: model.number().default(0),
    // When the handler may run (again); while it runs, when its lease runs out; null
    // once the receipt is done or dead-lettered.
    next_attempt_at: model.dateTime().nullable(),
    last_error: model.text().nullable(),
    done_at: model.dateTime().nullable(),
  })
  .indexes([
    { on: ["event_id", "consumer"], unique: true, where: null },
    { on: ["order_id", "consumer"] },
    {
      on: ["consumer", "next_attempt_at"],
      where: "next_attempt_at is not null",
    },
    // What is dead-lettered. With what is pending in it, PostgreSQL would take it for a short
    // way to an order's receipts, which leads through a backlog of all orders.
    {
      name: "IDX_order_finalization_receipt_failed",
      on: ["consumer", "event_id"],
      where: "status = 'failed'",
    },
  ])
