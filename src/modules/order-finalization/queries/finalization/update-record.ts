import { toCancel, type Outcome } from "../../decide"
import type { SqlManager } from "../sql"

/** Writes an outcome to an order's record. */
export async function updateRecord(
  manager: SqlManager,
  id: string,
  outcome: Outcome,
  checkAfterMs: number | null,
  checks: number
): Promise<void> {
  const reason = outcome.event === "order.reverted" ? outcome.reason : null
  await manager.execute(
    `update order_finalization
     set status = ?,
         staged_status = case when ? then staged_status end,
         finalized_at = case when ? then coalesce(finalized_at, now()) else finalized_at end,
         reason = coalesce(?::jsonb, reason),
         canceling_code = ?,
         review_reason = ?,
         hold_reason = ?,
         check_at = now() + ? * interval '1 millisecond',
         checks = ?,
         updated_at = now()
     where id = ?`,
    [
      outcome.status,
      outcome.status === "pending" || outcome.status === "needs_review",
      outcome.status === "finalized",
      reason && JSON.stringify(reason),
      toCancel(outcome),
      outcome.review_reason,
      outcome.hold_reason,
      checkAfterMs,
      checks,
      id,
    ]
  )
}
