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
