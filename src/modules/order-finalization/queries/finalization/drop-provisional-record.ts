import type { SqlManager } from "../sql"

/** Deletes a record that was only opened because its order could not be reconciled. */
export async function dropProvisionalRecord(
  manager: SqlManager,
  orderId: string
): Promise<void> {
  await manager.execute(
    `delete from order_finalization
     where order_id = ?
       and status = 'pending'
       and transaction_id is null
       and staged_status is null`,
    [orderId]
  )
}
