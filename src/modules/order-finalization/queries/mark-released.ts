import type { SqlManager } from "./sql"

/** Notes who ended a hold or a review. */
export async function markReleased(
  manager: SqlManager,
  id: string,
  releasedBy: string
): Promise<void> {
  await manager.execute(
    `update order_finalization set released_by = ?, released_at = now() where id = ?`,
    [releasedBy, id]
  )
}
