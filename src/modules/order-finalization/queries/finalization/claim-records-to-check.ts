import type { ClaimedRecord } from "../../types"
import type { SqlManager } from "../sql"

/** Which of the due records are claimed first. */
export type CheckOrder = "oldest" | "newest"

/**
 * Claims records that are due to be reconciled, under a lease of their own: whatever the
 * reconciliation makes of the schedule, nobody else gets the record before the lease has ended. Who
 * claims from both ends neither has a new record wait behind a backlog nor an old one for
 * ever.
 */
export async function claimRecordsToCheck(
  manager: SqlManager,
  limit: number,
  leaseMs: number,
  order: CheckOrder
): Promise<ClaimedRecord[]> {
  return await manager.execute<ClaimedRecord>(
    `with claimed as (
       select id
       from order_finalization
       where check_at <= now()
         and check_at is not null
         and (claimed_until is null or claimed_until <= now())
         and deleted_at is null
       order by check_at ${order === "newest" ? "desc" : "asc"}
       limit ?
       for update skip locked
     )
     update order_finalization
     set claimed_until = now() + ? * interval '1 millisecond'
     from claimed
     where order_finalization.id = claimed.id
     returning order_finalization.order_id,
       order_finalization.claimed_until::text as fence`,
    [limit, leaseMs]
  )
}
