import { model } from "@medusajs/framework/utils"
import { OrderFinalizationStatus } from "../types"

/** One row per order: where it stands on its way to its answer. */
export const OrderFinalization = model
  .define("order_finalization", {
    id: model.id({ prefix: "ordfin" }).primaryKey(),
    order_id: model.text(),
    status: model.enum(Object.values(OrderFinalizationStatus)),
    // The status that the last step of complete-cart decided on; it takes effect once
    // the outermost run has ended well. Set means: the last step was reached.
    staged_status: model.text().nullable(),
    // When it became final, for good, also once it is reverted: events are pruned, and
    // whoever asks what a time has brought asks years later, too.
    finalized_at: model.dateTime().nullable(),
    // `RecordedReason`: `{ code, step, message }` of a revert.
    reason: model.json().nullable(),
    // Why the plugin is about to cancel the order, noted before it does.
    canceling_code: model.text().nullable(),
    // Payment sessions that a webhook has called failed or cancelled, to be asked about.
    noticed_session_ids: model.json().nullable(),
    // A sentence for the person who should look, whatever the status.
    review_reason: model.text().nullable(),
    // The gate that holds the order and why, "fraud: score 87".
    hold_reason: model.text().nullable(),
    // Who ended a hold or a review.
    released_by: model.text().nullable(),
    released_at: model.dateTime().nullable(),
    // `{ amount, currency_code }`, in major units: by how much the payment fell short, if
    // that person accepted it.
    accepted_shortfall: model.json().nullable(),
    cart_id: model.text().nullable(),
    display_id: model.number().nullable(),
    // The run that created the order, and the run that it was nested in.
    workflow_id: model.text().nullable(),
    transaction_id: model.text().nullable(),
    run_id: model.text().nullable(),
    parent_workflow_id: model.text().nullable(),
    parent_transaction_id: model.text().nullable(),
    parent_run_id: model.text().nullable(),
    // When it is reconciled next; null once there is nothing to wait for.
    check_at: model.dateTime().nullable(),
    // How often reconciliation has found nothing new: the exponent of its back-off.
    checks: model.number().default(0),
    // Until when somebody is reconciling it. In no index: a claim writes to the table alone.
    claimed_until: model.dateTime().nullable(),
  })
  .indexes([
    { on: ["order_id"], unique: true, where: null },
    { on: ["check_at"], where: "check_at is not null" },
    // Those of one status, newest first. Most records are finalized: they need none, and
    // `updated_at` is in no index, so that staging writes to the table alone.
    {
      name: "IDX_order_finalization_unsettled",
      on: ["status", "id"],
      where: "status <> 'finalized'",
    },
    { on: ["transaction_id"], where: "transaction_id is not null" },
    // What an outside system names its orders by.
    { on: ["display_id"], where: "display_id is not null" },
    // What has become final in a time, page by page.
    { on: ["finalized_at", "id"], where: "finalized_at is not null" },
    // What a person should look at, for the alarms.
    {
      name: "IDX_order_finalization_to_review",
      on: ["id"],
      where: "review_reason is not null",
    },
  ])
