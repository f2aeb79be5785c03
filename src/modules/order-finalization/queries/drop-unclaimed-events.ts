import type { SqlManager } from "./sql"

/** Drops an order's events that never left: nobody heard of them, nobody shall. */
export async function dropUnclaimedEvents(
  manager: SqlManager,
  orderId: string
): Promise<void> {
  await manager.execute(
    `delete from order_event where order_id = ? and attempts = 0`,
    [orderId]
  )
}
