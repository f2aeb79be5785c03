import type {
  FeedEvent,
  FeedPlace,
  FeedRequest,
  FeedState,
} from "../../feed-types"
import type { SqlManager } from "../sql"

export type FeedRead = {
  /** `null` if the counter's row is missing. */
  state: FeedState | null
  events: FeedEvent[]
}

/**
 * Reads the events after a position, oldest first. Events get their positions in the order
 * of commits: whoever sees one sees every one before it, and misses none by going on from
 * the last position.
 *
 * One statement, so that the page and what is said of it are of one snapshot.
 */
export async function readFeedPage(
  manager: SqlManager,
  { position }: FeedPlace,
  { limit, order_id, name }: FeedRequest
): Promise<FeedRead> {
  const rows = await manager.execute<{ state: FeedState } & FeedEvent>(
    `with state as (
       select jsonb_build_object(
         'event_id', here.id,
         'pruned_until', counter.pruned_until,
         'pruned_event_id', counter.pruned_event_id,
         'pruned_events', counter.pruned_events,
         'last_position', last.position,
         'last_event_id', last.id
       ) as state
       from order_finalization_progress counter
       left join order_finalization_event here on here.position = ? and here.deleted_at is null
       left join (
         select id, position
         from order_finalization_event
         where position is not null and deleted_at is null
         order by position desc
         limit 1
       ) last on true
     )
     select state.state, page.*
     from state
     left join lateral (
       select position, id, name, order_id, sequence, data ->> 'occurred_at' as occurred_at,
         data, published_at
       from order_finalization_event
       where position > ?
         and deleted_at is null
         and (?::text is null or order_id = ?)
         and (?::text is null or name = ?)
       order by position
       limit ?
     ) page on true
     order by page.position`,
    [
      position,
      position,
      order_id ?? null,
      order_id ?? null,
      name ?? null,
      name ?? null,
      limit,
    ]
  )
  // Without an event there is still a row, of the state.
  const events = rows.filter(({ id }) => Boolean(id))
  return {
    state: rows[0]?.state ?? null,
    events: events.map(({ state: _, ...event }) => event),
  }
}
