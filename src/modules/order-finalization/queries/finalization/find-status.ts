import type { OrderFinalizationStatusValue } from "../../types"
import type { SqlManager } from "../sql"

export type FoundStatus = {
  status: OrderFinalizationStatusValue
  updated_at: Date
}

/** Where an order stands; `null` without a record. */
export async function findStatus(
  manager: SqlManager,
  orderId: string
): Promise<FoundStatus | null> {
  const [found] = await manager.execute<FoundStatus>(
    `select status, updated_at
     from order_finalization
     where order_id = ? and deleted_at is null`,
    [orderId]
  )
  return found ?? null
}
