import { model } from "@medusajs/framework/utils"
import { OrderFinalizationEvents } from "../types"

/** The outbox: one row per event of an order. */
export const OrderFinalizationEvent = model
  .define("order_finalization_event", {
    // The `event_id` of the payload.
    id: model.id({ prefix: "ordev" }).primaryKey(),
    order_id: model.text(),
    sequence: model.number(),
    name: model.enum(Object.values(OrderFinalizationEvents)),
    data: model.json(),
    // When the event was recorded for good; null while it is only staged.
    due_at: model.dateTime().nullable(),
    // When the relay may claim it (again); null while staged and once published, so that
    // the index over it holds only what is still to be published.
    next_attempt_at: model.dateTime().nullable(),
    // Until when a relay has it. In no index: a claim then writes to the table alone.
    claimed_until: model.dateTime().nullable(),
    // Claims so far. From the first one on the event may have reached the bus.
    attempts: model.number().default(0),
    last_error: model.text().nullable(),
    // When the event bus first took it; a redelivery does not change that.
    published_at: model.dateTime().nullable(),
    // Where the event stands in the feed, from 1 and without a gap, in the order in which
    // events became due for good; a redelivery does not change that. Null while it is only
    // staged. As core's order number an integer: Medusa's models know no larger one.
    position: model.number().nullable(),
  })
  .indexes([
    { on: ["order_id", "name"], unique: true, where: null },
    { on: ["order_id", "sequence"], unique: true, where: null },
    { on: ["next_attempt_at"], where: "next_attempt_at is not null" },
    { on: ["position"], unique: true, where: "position is not null" },
  ])
  .checks([
    {
      name: "order_finalization_event_due_has_position",
      expression: "(due_at is null) = (position is null)",
    },
  ])
