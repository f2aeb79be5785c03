import { model } from "@medusajs/framework/utils"

/** Which instance does what one at a time is enough for, by the database's clock. */
export const OrderFinalizationLease = model.define("order_finalization_lease", {
  // The clockwork's task.
  name: model.text().primaryKey(),
  held_by: model.text().nullable(),
  // While it is held, when it runs out; then, when it may be taken again.
  held_until: model.dateTime(),
})
