import type { FeedPage, FeedRequest } from "../feed-types"
import type { SqlManager } from "./sql"

/** Counts what stands after a key, up to a bound: those not shown yet are among them. */
export async function countBehind(
  manager: SqlManager,
  key: string,
  { order_id, name }: FeedRequest,
  bound: number
): Promise<FeedPage["behind"]> {
  const [behind] = await manager.execute<FeedPage["behind"]>(
    `select count(*)::int as events, min(due_at) as oldest_due_at
     from (
       select due_at
       from order_event
       where feed_key > ?
         and deleted_at is null
         and (?::text is null or order_id = ?)
         and (?::text is null or name = ?)
       order by feed_key
       limit ?
     ) behind`,
    [key, order_id ?? null, order_id ?? null, name ?? null, name ?? null, bound]
  )
  return behind!
}
