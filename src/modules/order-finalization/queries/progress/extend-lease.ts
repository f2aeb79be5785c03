import type { SqlManager } from "../sql"

/** Keeps a lease for longer; `false` if it was lost to another instance. */
export async function extendLease(
  manager: SqlManager,
  name: string,
  heldBy: string,
  leaseMs: number
): Promise<boolean> {
  const rows = await manager.execute(
    `update order_finalization_lease
     set held_until = now() + ? * interval '1 millisecond', updated_at = now()
     where name = ? and held_by = ?
     returning name`,
    [leaseMs, name, heldBy]
  )
  return rows.length > 0
}
