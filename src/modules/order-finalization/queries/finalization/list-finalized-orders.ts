import type { FinalizedOrder, FinalizedPeriod } from "../../compare-types"
import type { SqlManager } from "../sql"

/**
 * Reads a page of the orders that are final, by when they became it, as the records keep
 * it: events are pruned.
 *
 * @param after - The last order of the page before. Its time is the database's own text, as
 * JavaScript's are not as fine.
 */
export async function listFinalizedOrders(
  manager: SqlManager,
  { since, until }: FinalizedPeriod,
  after: FinalizedOrder | null,
  limit: number
): Promise<FinalizedOrder[]> {
  return await manager.execute<FinalizedOrder>(
    `select order_id as id, display_id, finalized_at::text as finalized_at, id as record_id
     from order_finalization
     where status = 'finalized'
       and (finalized_at, id) > (?::timestamptz, ?)
       and finalized_at >= ?::timestamptz
       and finalized_at < coalesce(?::timestamptz, 'infinity')
       and deleted_at is null
     order by order_finalization.finalized_at, order_finalization.id
     limit ?`,
    [
      after?.finalized_at ?? since,
      after?.record_id ?? "",
      since,
      until ?? null,
      limit,
    ]
  )
}
