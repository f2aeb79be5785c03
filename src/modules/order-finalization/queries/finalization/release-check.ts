import type { SqlManager } from "../sql"

/**
 * Ends the lease on a record that was reconciled. One that is due all the same, because
 * the outcome could not be written, say, is not due before the lease would have ended.
 */
export async function releaseCheck(
  manager: SqlManager,
  orderId: string,
  fence: string
): Promise<void> {
  await manager.execute(
    `update order_finalization
     set check_at = case when check_at <= now() then claimed_until else check_at end,
         claimed_until = null
     where order_id = ? and claimed_until = ?::timestamptz`,
    [orderId, fence]
  )
}
