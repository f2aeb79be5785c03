import type { TrackedOrder } from "../../types"
import type { SqlManager } from "../sql"

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
    `insert into order_finalization (
       id, order_id, status, cart_id, display_id, workflow_id, transaction_id, run_id,
       parent_workflow_id, parent_transaction_id, parent_run_id, check_at
     ) values (
       ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, now() + ? * interval '1 millisecond'
     )
     on conflict (order_id) do update
       set cart_id = excluded.cart_id,
           display_id = excluded.display_id,
           workflow_id = excluded.workflow_id,
           transaction_id = excluded.transaction_id,
           run_id = excluded.run_id,
           parent_workflow_id = excluded.parent_workflow_id,
           parent_transaction_id = excluded.parent_transaction_id,
           parent_run_id = excluded.parent_run_id
       where order_finalization.status = 'pending'
         and order_finalization.transaction_id is null
         and order_finalization.staged_status is null`,
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
