import type { SqlManager } from "./sql"

/** Claims records whose time to be looked at has come, the longest waiting first. */
export async function claimRecordsToCheck(
  manager: SqlManager,
  limit: number,
  leaseMs: number
): Promise<{ order_id: string }[]> {
  return await manager.execute<{ order_id: string }>(
    `with claimed as (
       select id
       from order_finalization
       where check_at <= now() and check_at is not null and deleted_at is null
       order by check_at
       limit ?
       for update skip locked
     )
     update order_finalization
     set check_at = now() + ? * interval '1 millisecond'
     from claimed
     where order_finalization.id = claimed.id
     returning order_finalization.order_id`,
    [limit, leaseMs]
  )
}
