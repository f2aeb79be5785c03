import type { SqlManager } from "../sql"

/**
 * Has an order reconciled soon, in case that whoever is about to do so now does
 * not come to it. One that is not reconciled any more stays so.
 */
export async function checkSoon(
  manager: SqlManager,
  orderId: string,
  withinMs: number
): Promise<void> {
  await manager.execute(
    `update order_finalization
     set check_at = now() + ? * interval '1 millisecond'
     where order_id = ?
       and check_at > now() + ? * interval '1 millisecond'
       and deleted_at is null`,
    [withinMs, orderId, withinMs]
  )
}
