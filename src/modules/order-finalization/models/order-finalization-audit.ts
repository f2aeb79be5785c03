import { model } from "@medusajs/framework/utils"

/**
 * One row: how far the audit and the feed have come. Orders from before the install are
 * left alone.
 */
export const OrderFinalizationAudit = model.define("order_finalization_audit", {
  id: model.id({ prefix: "ordaudit" }).primaryKey(),
  // When the plugin was installed.
  installed_at: model.dateTime(),
  // Orders that were created before this have been audited.
  audited_until: model.dateTime(),
  // The end of the window of time that is being audited, and the last order of it, by ID,
  // that was; null in between.
  window_until: model.dateTime().nullable(),
  window_after: model.text().nullable(),
  // Counts the feed's beginnings: one more whenever events were given other keys.
  feed_epoch: model.number().default(0),
  // The largest key in the feed that retention has pruned.
  feed_pruned_until: model.text().nullable(),
})
