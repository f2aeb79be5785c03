import type { SqlManager } from "./sql"

/** Notes that reconciliation looked and found nothing new. */
export async function postponeCheck(
  manager: SqlManager,
  id: string,
  nextCheckAt: Date | null,
  checks: number
): Promise<void> {
  await manager.execute(
    `update order_finalization set check_at = ?, checks = ? where id = ?`,
    [nextCheckAt, checks, id]
  )
}
