import type { TrackedOrder } from "../../types"
import type { SqlManager } from "../sql"
import {
  TAKE_TRACKED_OVER,
  toTrackedValues,
  TRACKED_COLUMNS,
  TRACKED_PLACEHOLDERS,
} from "./tracked-columns"

/**
 * Opens the record of an order; one that is there already stays as it is. A provisional
 * one, see `isProvisional`, gets to know what it did not: by which run the order was made.
 */
export async function trackOrder(
  manager: SqlManager,
  id: string,
  order: TrackedOrder,
  checkAfterMs: number
): Promise<void> {
  await manager.execute(
    `insert into order_finalization (id, status, ${TRACKED_COLUMNS}, check_at)
     values (
       ?, 'pending', ${TRACKED_PLACEHOLDERS}, now() + ? * interval '1 millisecond'
     )
     on conflict (order_id) do update
       set ${TAKE_TRACKED_OVER}
       where order_finalization.status = 'pending'
         and order_finalization.transaction_id is null
         and order_finalization.staged_status is null`,
    [id, ...toTrackedValues(order), checkAfterMs]
  )
}
