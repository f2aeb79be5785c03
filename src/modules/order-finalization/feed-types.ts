import type {
  OrderFinalizationEventName,
  OrderFinalizedEventData,
  OrderRevertedEventData,
} from "./types"

/** What a page of the feed is asked for with. */
export type FeedRequest = {
  /** The `next_cursor` of the page before; without it, the feed begins. */
  after?: string
  limit: number
  order_id?: string
  name?: OrderFinalizationEventName
}

/** An event as the feed shows it. */
export type FeedEvent = {
  /**
   * An integer, from 1 on, and one more with every event: a reader of the whole feed can
   * see by itself that none is missing.
   */
  position: number
  id: string
  name: OrderFinalizationEventName
  order_id: string
  sequence: number
  /** ISO 8601; when the plugin recorded the event. */
  occurred_at: string
  data: OrderFinalizedEventData | OrderRevertedEventData
  /** When the event bus first took it; `null` if it has not yet. */
  published_at: Date | null
}

/** A page of the feed, oldest event first. */
export type FeedPage = {
  order_events: FeedEvent[]
  /** Where the next page begins; at the end of the feed, where later events will come. */
  next_cursor: string
  /** What is still to be read after this page. */
  behind: {
    /** At most 1,000: then there are as many or more. */
    events: number
    oldest_due_at: Date | null
  }
}

/** A place in the feed: right after an event, or at the feed's beginning. */
export type FeedPlace = {
  /** The position of the last event before it; 0 at the beginning. */
  position: number
  /** The ID of that event; `null` at the beginning. */
  event_id: string | null
  /** How many events retention had pruned when the reader was there. */
  pruned_events: number
}

/** How the feed stands around a place. */
export type FeedState = {
  /** The event that stands at the place's position; `null` if none does. */
  event_id: string | null
  /** The greatest position that retention has pruned, and the event that stood there. */
  pruned_until: number
  pruned_event_id: string | null
  pruned_events: number
  /** The last event that stands in the feed; `null` if none does. */
  last_position: number | null
  last_event_id: string | null
}
