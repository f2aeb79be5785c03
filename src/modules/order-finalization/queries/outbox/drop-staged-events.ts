import type { SqlManager } from "../sql"

/**
 * Drops what was only staged for an order: nobody heard of it, nobody shall. An event that
 * is due stays, published or not: a reader of the feed may have seen it.
 */
export async function dropStagedEvents(
  manager: SqlManager,
  orderId: string
): Promise<void> {
  await manager.execute(
    `delete from order_finalization_event where order_id = ? and due_at is null`,
    [orderId]
  )
}
