import type { RecordedReason } from "../types"
import type { SqlManager } from "./sql"

/**
 * Notes why an order that waits for its payment is to be cancelled, before it is, so that
 * the reason survives whatever happens in between.
 */
export async function markReverting(
  manager: SqlManager,
  orderId: string,
  reason: RecordedReason
): Promise<boolean> {
  const rows = await manager.execute(
    `update order_finalization
     set reason = ?::jsonb, updated_at = now()
     where order_id = ? and status = 'awaiting_payment' and reason is null
     returning id`,
    [JSON.stringify(reason), orderId]
  )
  return rows.length > 0
}
