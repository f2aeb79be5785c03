import type { TrackedOrder } from "../types"
import type { SqlManager } from "./sql"

/** Opens the record of an order; one that is there already stays as it is. */
export async function trackOrder(
  manager: SqlManager,
  id: string,
  order: TrackedOrder,
  checkAfterMs: number
): Promise<void> {
  await manager.execute(
    `insert into order_finalization (
       id, order_id, status, cart_id, display_id, workflow_id, transaction_id, run_id,
       parent_workflow_id, parent_transaction_id, parent_run_id, check_at
     ) values (
       ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, now() + ? * interval '1 millisecond'
     )
     on conflict (order_id) do nothing`,
    [
      id,
      order.order_id,
      order.cart_id,
      order.display_id,
      order.workflow_id,
      order.transaction_id,
      order.run_id,
      order.parent_workflow_id,
      order.parent_transaction_id,
      order.parent_run_id,
      checkAfterMs,
    ]
  )
}
