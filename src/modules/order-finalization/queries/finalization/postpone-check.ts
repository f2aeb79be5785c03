import type { SqlManager } from "../sql"

/** Notes that reconciliation has found nothing new. */
export async function postponeCheck(
  manager: SqlManager,
  id: string,
  checkAfterMs: number | null,
  checks: number
): Promise<void> {
  await manager.execute(
    `update order_finalization
     set check_at = now() + ? * interval '1 millisecond', checks = ?
     where id = ?`,
    [checkAfterMs, checks, id]
  )
}
