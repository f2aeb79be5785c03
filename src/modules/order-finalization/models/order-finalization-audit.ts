import { model } from "@medusajs/framework/utils"

/** One row: how far the audit has come. Orders from before the install are left alone. */
export const OrderFinalizationAudit = model.define("order_finalization_audit", {
  id: model.id({ prefix: "ordaudit" }).primaryKey(),
  // When the plugin was installed.
  installed_at: model.dateTime(),
  // Orders that were created before this have been audited.
  audited_until: model.dateTime(),
})
