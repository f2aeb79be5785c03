import type { SqlManager } from "./sql"

/**
 * Reads whose `order.finalized` had to wait before the event bus took it, by when it did.
 * By an index over such events alone.
 */
export async function listAnnouncedLate(
  manager: SqlManager,
  since: Date,
  until: Date
): Promise<string[]> {
  const rows = await manager.execute<{ order_id: string }>(
    `select order_id
     from order_event
     where name = 'order.finalized'
       and published_at - due_at > interval '1 second'
       and published_at >= ?
       and published_at < ?
       and deleted_at is null
     order by published_at`,
    [since, until]
  )
  return rows.map(({ order_id }) => order_id)
}
