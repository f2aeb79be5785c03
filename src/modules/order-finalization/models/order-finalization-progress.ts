import { model } from "@medusajs/framework/utils"

/**
 * One row: how far the audit and the feed have come. Orders from before the install are
 * left alone.
 */
export const OrderFinalizationProgress = model.define(
  "order_finalization_progress",
  {
    id: model.id({ prefix: "ordprog" }).primaryKey(),
    // When the plugin was installed.
    installed_at: model.dateTime(),
    // Orders that were created before this have been audited.
    audited_until: model.dateTime(),
    // The end of the window of time that is being audited, and the last order of it, by ID,
    // that was; null in between.
    window_until: model.dateTime().nullable(),
    window_after: model.text().nullable(),
    // The feed's counter: the position of the last event that became due.
    last_position: model.number().default(0),
    // The greatest position that retention has pruned, and the event that stood there.
    pruned_until: model.number().default(0),
    pruned_event_id: model.text().nullable(),
    // How many events retention has pruned.
    pruned_events: model.number().default(0),
  }
)
