import { isPendingOf } from "./has-earlier-receipt"
import { MAY_RECEIVE } from "./may-receive"
import type { ClaimedReceipt } from "../../receipt-types"
import type { SqlManager } from "../sql"

/** The order's next event that was left for later, for the same consumer. */
export async function findNextReceipt(
  manager: SqlManager,
  { order_id, consumer, sequence }: ClaimedReceipt
): Promise<{ event_id: string } | null> {
  const [next] = await manager.execute<{ event_id: string }>(
    `select event_id
     from order_finalization_receipt receipt
     where ${isPendingOf("receipt", "?", "?")}
       and sequence > ?
       and attempts = 0
       and ${MAY_RECEIVE}
     order by sequence
     limit 1`,
    [order_id, consumer, sequence]
  )
  return next ?? null
}
