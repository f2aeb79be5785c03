import type { LockedOrder } from "../../types"
import { AGE_MS, type SqlManager } from "../sql"

/**
 * Locks an order's record and events against everybody else who would settle, revert or
 * publish them, and reads them as they then are. Within a transaction only.
 */
export async function lockOrder(
  manager: SqlManager,
  orderId: string
): Promise<LockedOrder | null> {
  const [record] = await manager.execute<LockedOrder["record"]>(
    `select id, order_id, status, staged_status, review_reason, hold_reason,
       canceling_code, released_at, accepted_shortfall, cart_id, display_id, checks,
       ${AGE_MS}
     from order_finalization
     where order_id = ?
     for update`,
    [orderId]
  )
  if (!record) {
    return null
  }
  const events = await manager.execute<LockedOrder["events"][number]>(
    `select id, sequence, name, attempts, due_at, published_at
     from order_finalization_event
     where order_id = ?
     order by sequence
     for update`,
    [orderId]
  )
  return { record, events }
}
