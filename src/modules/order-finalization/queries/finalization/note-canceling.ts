import type { OrderRevertedReasonCode } from "../../types"
import type { SqlManager } from "../sql"

/** Notes why an order is about to be cancelled. */
export async function noteCanceling(
  manager: SqlManager,
  id: string,
  code: OrderRevertedReasonCode
): Promise<void> {
  await manager.execute(
    `update order_finalization
     set canceling_code = ?, updated_at = now()
     where id = ?`,
    [code, id]
  )
}
