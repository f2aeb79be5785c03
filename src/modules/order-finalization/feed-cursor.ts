import { MedusaError } from "@medusajs/framework/utils"
import type { FeedPlace, FeedState } from "./feed-types"

const BEGINNING: FeedPlace = { position: 0, event_id: null, pruned_events: 0 }
const CURSOR = /^v2:(\d{1,10}):(\d{1,10}):(\w*)$/

/** Where a cursor points to; to the feed's beginning without one. */
export function toFeedPlace(cursor: string | undefined): FeedPlace {
  if (cursor === undefined) {
    return BEGINNING
  }
  const text = Buffer.from(cursor, "base64url").toString("latin1")
  const [, position, prunedEvents, eventId] = CURSOR.exec(text) ?? []
  const place = {
    position: Number(position),
    event_id: eventId || null,
    pruned_events: Number(prunedEvents),
  }
  // Decoding skips what it does not know: only what comes back the same is a cursor.
  if (toFeedCursor(place) !== cursor || !isPlace(place)) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      "Expected `after` to be the next_cursor of a page of this feed, got something else. Leave it out to start from the oldest event."
    )
  }
  return place
}

/** Opaque to the reader, and prefixed so that its content may change one day. */
export function toFeedCursor(place: FeedPlace): string {
  const { position, pruned_events, event_id } = place
  const text = `v2:${position}:${pruned_events}:${event_id ?? ""}`
  return Buffer.from(text, "latin1").toString("base64url")
}

/** Where later events will come: after the last one, be it pruned or not. */
export function toEndOfFeed(state: FeedState): FeedPlace {
  const { last_position, last_event_id, pruned_until, pruned_event_id } = state
  const { pruned_events } = state
  return (last_position ?? 0) > pruned_until
    ? { position: last_position!, event_id: last_event_id, pruned_events }
    : { position: pruned_until, event_id: pruned_event_id, pruned_events }
}

/**
 * Why events may be missing between a place and the next page: some were `pruned` since, or
 * what stood there is not what was read, so that the place is of a `foreign` past.
 */
export function findGap(
  place: FeedPlace,
  state: FeedState
): "foreign" | "pruned" | null {
  const { position, event_id } = place
  // Of what retention kept back before a pruned event, that of the last pruned one aside,
  // it is known no more what stood there once it is gone.
  const isPruned =
    position < state.pruned_until && place.pruned_events !== state.pruned_events
  const found =
    position === state.pruned_until ? state.pruned_event_id : state.event_id
  if (found !== event_id && !(isPruned && found === null)) {
    return "foreign"
  }
  return isPruned ? "pruned" : null
}

/** Within what the database takes for an integer, and with an event unless it is the beginning. */
function isPlace({ position, pruned_events, event_id }: FeedPlace): boolean {
  return (
    [position, pruned_events].every((number) => number < 2 ** 31) &&
    (position === 0) === (event_id === null)
  )
}
