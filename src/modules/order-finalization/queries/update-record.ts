import type { Outcome } from "../decide"
import type { SqlManager } from "./sql"

/** Writes an outcome to an order's record. */
export async function updateRecord(
  manager: SqlManager,
  id: string,
  outcome: Outcome,
  nextCheckAt: Date | null,
  checks: number
): Promise<void> {
  await manager.execute(
    `update order_finalization
     set status = ?,
         staged_status = case when ? then staged_status end,
         reason = ?::jsonb,
         review_reason = ?,
         hold_reason = ?,
         check_at = ?,
         checks = ?,
         updated_at = now()
     where id = ?`,
    [
      outcome.status,
      outcome.status === "pending" || outcome.status === "needs_review",
      outcome.reason && JSON.stringify(outcome.reason),
      outcome.review_reason,
      outcome.hold_reason,
      nextCheckAt,
      checks,
      id,
    ]
  )
}
