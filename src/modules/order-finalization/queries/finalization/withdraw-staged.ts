import type { SqlManager } from "../sql"

/**
 * Takes back what the final step staged, as its run is being undone. Nothing that is due,
 * and nothing of a record that has been settled: that is answered by an event.
 */
export async function withdrawStaged(
  manager: SqlManager,
  orderId: string
): Promise<void> {
  await manager.execute(
    `with withdrawn as (
       update order_finalization
       set staged_status = null, updated_at = now()
       where order_id = ? and staged_status is not null
     )
     delete from order_finalization_event where order_id = ? and due_at is null`,
    [orderId, orderId]
  )
}
