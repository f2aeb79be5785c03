import type { TrackedOrder } from "../../types"

/** The columns that a record opens with; see {@link toTrackedValues}. */
const COLUMNS = [
  "order_id",
  "cart_id",
  "display_id",
  "workflow_id",
  "transaction_id",
  "run_id",
  "parent_workflow_id",
  "parent_transaction_id",
  "parent_run_id",
] as const satisfies (keyof TrackedOrder)[]

/** SQL for these columns, and for their placeholders. */
export const TRACKED_COLUMNS = COLUMNS.join(", ")
export const TRACKED_PLACEHOLDERS = COLUMNS.map(() => "?").join(", ")

/** SQL that has a record take all of them over but its key. */
export const TAKE_TRACKED_OVER = COLUMNS.filter(
  (column) => column !== "order_id"
)
  .map((column) => `${column} = excluded.${column}`)
  .join(", ")

/** In the order of {@link TRACKED_COLUMNS}. */
export const toTrackedValues = (order: TrackedOrder) =>
  COLUMNS.map((column) => order[column])
