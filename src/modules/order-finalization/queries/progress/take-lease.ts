import type { SqlManager } from "../sql"

/** Takes a lease that nobody holds; `false` if another instance does, or it is resting. */
export async function takeLease(
  manager: SqlManager,
  name: string,
  heldBy: string,
  leaseMs: number
): Promise<boolean> {
  const rows = await manager.execute(
    `insert into order_finalization_lease as lease (name, held_by, held_until)
     values (?, ?, now() + ? * interval '1 millisecond')
     on conflict (name) do update
       set held_by = excluded.held_by,
           held_until = excluded.held_until,
           updated_at = now()
       where lease.held_until <= now()
     returning name`,
    [name, heldBy, leaseMs]
  )
  return rows.length > 0
}
