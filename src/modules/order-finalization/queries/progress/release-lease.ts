import type { SqlManager } from "../sql"

/** Gives a lease up; nobody takes it before its rest is over. */
export async function releaseLease(
  manager: SqlManager,
  name: string,
  heldBy: string,
  restMs: number
): Promise<void> {
  await manager.execute(
    `update order_finalization_lease
     set held_by = null,
         held_until = now() + ? * interval '1 millisecond',
         updated_at = now()
     where name = ? and held_by = ?`,
    [restMs, name, heldBy]
  )
}
