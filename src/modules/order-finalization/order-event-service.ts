import {
  InjectManager,
  MedusaContext,
  MedusaError,
  MedusaService,
} from "@medusajs/framework/utils"
import type { Context } from "@medusajs/framework/types"
import { findGap, toEndOfFeed, toFeedCursor, toFeedPlace } from "./feed-cursor"
import type { FeedPage, FeedRequest } from "./feed-types"
import { OrderFinalizationEvent } from "./models/order-finalization-event"
import { OrderFinalizationReceipt } from "./models/order-finalization-receipt"
import { OrderFinalization } from "./models/order-finalization"
import { OrderFinalizationProgress } from "./models/order-finalization-progress"
import { countBehind } from "./queries/feed/count-behind"
import { expireReceipts } from "./queries/inbox/expire-receipts"
import {
  findAlarms,
  type FinalizationAlarms,
} from "./queries/progress/find-alarms"
import { findOverdueConsumers } from "./queries/inbox/find-overdue-consumers"
import { pruneEvents } from "./queries/outbox/prune-events"
import { readFeedPage } from "./queries/feed/read-feed-page"
import { redeliverEvent } from "./queries/outbox/redeliver-event"
import { redeliverToConsumer } from "./queries/inbox/redeliver-to-consumer"
import {
  retryFailedReceipts,
  type ReceiptFilter,
} from "./queries/inbox/retry-failed-receipts"
import { toSql } from "./queries/sql"
import {
  summarize,
  type FinalizationSummary,
} from "./queries/progress/summarize"
import { OrderFinalizationStatus } from "./types"
import {
  LATE_AFTER_MS,
  OVERDUE_AFTER_MS,
  REDELIVERY_GRACE_MS,
  STUCK_AFTER_MS,
} from "./timing"

/** The same for a handful of events and for a million. */
const BEHIND_BOUND = 1_000
const PRUNE_BATCH_SIZE = 1_000
const ALARM_BOUNDS = {
  late_after: LATE_AFTER_MS,
  overdue_after: OVERDUE_AFTER_MS,
  max_overdue: 1_000,
  stuck_after: STUCK_AFTER_MS,
}

/** The open receipts of a consumer that is gone, and that nothing is waited for any more. */
export type ExpiredReceipts = { consumer: string; receipts: number }

const GAPS = {
  pruned:
    "Events after this cursor are past their retention (`eventRetention`) and gone. Leave `after` out to start over from the oldest event, and look for what is missing in the orders themselves.",
  foreign:
    "This cursor is of another past: the database was restored to an earlier moment, or exchanged for another one. Leave `after` out to start over from the oldest event; `id` tells what was read before.",
}

/**
 * What people and readers do with recorded events: the feed, redelivery, retention and the
 * summary. Nothing in here changes an order's status.
 */
export class OrderEventService extends MedusaService({
  OrderFinalization,
  OrderFinalizationProgress,
  OrderFinalizationEvent,
  OrderFinalizationReceipt,
}) {
  /**
   * Reads a page of the feed.
   *
   * @throws `MedusaError` of type `INVALID_DATA` for a malformed cursor, and of type
   * `CONFLICT` for one that cannot be gone on from without missing events.
   */
  @InjectManager()
  async readFeed(
    request: FeedRequest,
    @MedusaContext() context: Context = {}
  ): Promise<FeedPage> {
    const sql = toSql(context)
    const place = toFeedPlace(request.after)
    const { state, events } = await readFeedPage(sql, place, request)
    if (!state) {
      throw missingProgress()
    }
    const gap = request.after === undefined ? null : findGap(place, state)
    if (gap) {
      throw new MedusaError(MedusaError.Types.CONFLICT, GAPS[gap])
    }
    // A page that is not full has come to the end, whatever its filters left out.
    const last = events.at(-1)
    const { pruned_events } = state
    const next =
      last && events.length === request.limit
        ? { position: last.position, event_id: last.id, pruned_events }
        : toEndOfFeed(state)
    return {
      order_events: events,
      next_cursor: toFeedCursor(next),
      behind: await countBehind(sql, next.position, request, BEHIND_BOUND),
    }
  }

  /** Has an event published again and every consumer's handler run again. */
  @InjectManager()
  async redeliverEvent(
    eventId: string,
    @MedusaContext() context: Context = {}
  ): Promise<boolean> {
    return await redeliverEvent(toSql(context), eventId, REDELIVERY_GRACE_MS)
  }

  /**
   * Has one consumer's handler run again with an event.
   *
   * @param mayOpen - Whether a consumer that has no receipt of the event gets one.
   */
  @InjectManager()
  async redeliverToConsumer(
    eventId: string,
    consumer: string,
    mayOpen: boolean,
    @MedusaContext() context: Context = {}
  ): Promise<boolean> {
    return await redeliverToConsumer(toSql(context), eventId, consumer, mayOpen)
  }

  /** Has handlers run again that have failed for good; how many. */
  @InjectManager()
  async retryFailedReceipts(
    filter: ReceiptFilter,
    @MedusaContext() context: Context = {}
  ): Promise<number> {
    return await retryFailedReceipts(toSql(context), filter)
  }

  /** Deletes events that were published before a time, with their receipts; how many. */
  @InjectManager()
  async pruneEvents(
    publishedBefore: Date,
    @MedusaContext() context: Context = {}
  ): Promise<number> {
    let pruned = 0
    let position: number | null = 0
    while (position !== null) {
      const batch = await pruneEvents(
        toSql(context),
        position,
        publishedBefore,
        PRUNE_BATCH_SIZE
      )
      pruned += batch.pruned
      position = batch.next_position
    }
    return pruned
  }

  /**
   * Gives up the receipts of consumers that are gone, of events that were published before
   * a time, so that these can be pruned. A consumer that another instance has claims its
   * receipts there: only what has been due since before that time is given up.
   *
   * @param known - The consumers that this process has.
   */
  @InjectManager()
  async expireReceipts(
    known: string[],
    publishedBefore: Date,
    @MedusaContext() context: Context = {}
  ): Promise<ExpiredReceipts[]> {
    const sql = toSql(context)
    const overdue = await findOverdueConsumers(sql, publishedBefore)
    const expired: ExpiredReceipts[] = []
    for (const consumer of overdue.filter((name) => !known.includes(name))) {
      let receipts = 0
      let count: number
      do {
        count = await expireReceipts(
          sql,
          consumer,
          publishedBefore,
          "No backend has had this consumer for as long as events are kept.",
          PRUNE_BATCH_SIZE
        )
        receipts += count
      } while (count === PRUNE_BATCH_SIZE)
      if (receipts > 0) {
        expired.push({ consumer, receipts })
      }
    }
    return expired
  }

  /** How the orders, the outbox and the receipts stand. */
  @InjectManager()
  async summarize(
    @MedusaContext() context: Context = {}
  ): Promise<FinalizationSummary> {
    const sql = toSql(context)
    const summary = await summarize(sql)
    const { late_events, overdue_receipts, records_stuck } = await findAlarms(
      sql,
      ALARM_BOUNDS
    )
    const none = Object.fromEntries(
      Object.values(OrderFinalizationStatus).map((status) => [status, 0])
    ) as FinalizationSummary["by_status"]
    return {
      ...summary,
      by_status: { ...none, ...summary.by_status },
      late_events,
      overdue_receipts,
      records_stuck,
    }
  }

  /** What a person should look at. */
  @InjectManager()
  async findAlarms(
    @MedusaContext() context: Context = {}
  ): Promise<FinalizationAlarms> {
    return await findAlarms(toSql(context), ALARM_BOUNDS)
  }
}

/** The migration makes it; nothing goes on without it. */
export function missingProgress(): MedusaError {
  return new MedusaError(
    MedusaError.Types.UNEXPECTED_STATE,
    "medusa-plugin-order-finalized: the row of order_finalization_progress that the migration makes is missing. Insert one with installed_at and audited_until set to when the plugin was installed, and last_position to the greatest position in order_finalization_event."
  )
}
