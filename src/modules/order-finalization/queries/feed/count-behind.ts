import type { FeedPage, FeedRequest } from "../../feed-types"
import type { SqlManager } from "../sql"

/** Counts what stands after a position, up to a bound. */
export async function countBehind(
  manager: SqlManager,
  position: number,
  { order_id, name }: FeedRequest,
  bound: number
): Promise<FeedPage["behind"]> {
  const [behind] = await manager.execute<FeedPage["behind"]>(
    `select count(*)::int as events, min(due_at) as oldest_due_at
     from (
       select due_at
       from order_finalization_event
       where position > ?
         and deleted_at is null
         and (?::text is null or order_id = ?)
         and (?::text is null or name = ?)
       order by position
       limit ?
     ) behind`,
    [
      position,
      order_id ?? null,
      order_id ?? null,
      name ?? null,
      name ?? null,
      bound,
    ]
  )
  return behind!
}
