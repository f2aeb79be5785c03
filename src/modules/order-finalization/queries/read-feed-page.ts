import type { FeedPosition } from "../feed-cursor"
import type { FeedEvent, FeedRequest } from "../feed-types"
import { END_KEY, NEXT_KEY } from "./feed-key"
import type { SqlManager } from "./sql"

export type FeedRow = FeedEvent & { feed_key: string }

type State = {
  epoch: number
  /** Where the feed ends for now: before the key of every event that is not shown yet. */
  end_key: string
  /** Whether the position is of another epoch or another database cluster. */
  is_foreign: boolean
  /** Whether events after the key were pruned unread. */
  is_pruned: boolean
  /** Whether events stand under keys of another cluster's transactions. */
  has_foreign: boolean
}

export type FeedRead = State & { rows: FeedRow[] }

/**
 * Reads the events after a key, oldest first. An event is shown once no transaction is in
 * flight that may still put one before it: its own began before every one that is, and no
 * later transaction gets a smaller ID. So a reader that goes by the last key misses none.
 *
 * One statement, so that the page and what is said of it are of one snapshot. The greatest
 * key is the index's last entry; whether any key is past `next_key`, which the planner has
 * no estimate for, it would ask every event, once for each row of the page.
 */
export async function readFeedPage(
  manager: SqlManager,
  { epoch, key }: FeedPosition,
  { limit, order_id, name }: FeedRequest
): Promise<FeedRead> {
  const rows = await manager.execute<State & FeedRow>(
    `with state as (
       select coalesce(feed_epoch, 0) as epoch,
         ${END_KEY} as end_key,
         coalesce(?::int <> feed_epoch, false) or ? > next_key as is_foreign,
         coalesce(feed_pruned_until > ?, false) as is_pruned,
         coalesce((
           select max(feed_key)
           from order_event
           where deleted_at is null
         ) >= next_key, false) as has_foreign
       from ${NEXT_KEY} as next_key
       left join order_finalization_audit on true
     )
     select state.*, page.*
     from state
     left join lateral (
       select id, name, order_id, sequence, data ->> 'occurred_at' as occurred_at, data,
         published_at, feed_key
       from order_event
       where feed_key > ?
         and feed_key < state.end_key
         and deleted_at is null
         and (?::text is null or order_id = ?)
         and (?::text is null or name = ?)
       order by feed_key
       limit ?
     ) page on true
     order by page.feed_key`,
    [
      epoch,
      key,
      key,
      key,
      order_id ?? null,
      order_id ?? null,
      name ?? null,
      name ?? null,
      limit,
    ]
  )
  const [state] = rows
  return {
    epoch: state!.epoch,
    end_key: state!.end_key,
    is_foreign: state!.is_foreign,
    is_pruned: state!.is_pruned,
    has_foreign: state!.has_foreign,
    // Without an event there is still a row, of the state.
    rows: state!.id === null ? [] : rows,
  }
}
