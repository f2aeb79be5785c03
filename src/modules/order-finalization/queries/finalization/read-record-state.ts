import type { RecordState } from "../../types"
import { AGE_MS, type SqlManager } from "../sql"

/** Reads what an order's record says; `null` without one. */
export async function readRecordState(
  manager: SqlManager,
  orderId: string
): Promise<RecordState | null> {
  const [record] = await manager.execute<RecordState>(
    `select order_id, status, staged_status, updated_at, noticed_session_ids, canceling_code, cart_id, display_id,
       workflow_id, transaction_id, run_id, parent_workflow_id, parent_transaction_id,
       parent_run_id, ${AGE_MS}
     from order_finalization
     where order_id = ? and deleted_at is null`,
    [orderId]
  )
  return record ?? null
}
