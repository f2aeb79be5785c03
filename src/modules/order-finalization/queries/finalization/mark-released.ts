import type { LockedOrder } from "../../types"
import type { SqlManager } from "../sql"

/** Notes who ended a hold, a review or a wait, and what that person accepted. */
export async function markReleased(
  manager: SqlManager,
  id: string,
  releasedBy: string,
  shortfall: LockedOrder["record"]["accepted_shortfall"]
): Promise<void> {
  await manager.execute(
    `update order_finalization
     set released_by = ?, released_at = now(), accepted_shortfall = ?::jsonb
     where id = ?`,
    [releasedBy, shortfall && JSON.stringify(shortfall), id]
  )
}
