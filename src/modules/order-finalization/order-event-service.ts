import {
  InjectManager,
  MedusaContext,
  MedusaError,
  MedusaService,
} from "@medusajs/framework/utils"
import type { Context } from "@medusajs/framework/types"
import { findGap, toEndOfFeed, toFeedCursor, toFeedPlace } from "./feed-cursor"
import type { FeedPage, FeedRequest } from "./feed-types"
import { OrderFinalization } from "./models/order-finalization"
import { OrderFinalizationEvent } from "./models/order-finalization-event"
import { OrderFinalizationProgress } from "./models/order-finalization-progress"
import { OrderFinalizationReceipt } from "./models/order-finalization-receipt"
import { OrderFinalizationWebhook } from "./models/order-finalization-webhook"
import { OrderFinalizationWebhookAttempt } from "./models/order-finalization-webhook-attempt"
import { countBehind } from "./queries/feed/count-behind"
import { readFeedPage } from "./queries/feed/read-feed-page"
import { claimDueEvents } from "./queries/outbox/claim-due-events"
import { giveBackEvents } from "./queries/outbox/give-back-events"
import { markEventsPublished } from "./queries/outbox/mark-events-published"
import { postponeEvents } from "./queries/outbox/postpone-events"
import { pruneEvents } from "./queries/outbox/prune-events"
import { redeliverEvent } from "./queries/outbox/redeliver-event"
import { toSql } from "./queries/sql"
import type { ConsumerSubscription } from "./receipt-types"
import {
  CLAIM_LEASE_MS,
  MAX_PUBLISH_BACK_OFF_MS,
  RECEIPT_GRACE_MS,
  REDELIVERY_GRACE_MS,
} from "./timing"
import type { OutboxEvent } from "./types"

/** The same for a handful of events and for a million. */
const BEHIND_BOUND = 1_000
const PRUNE_BATCH_SIZE = 1_000

const GAPS = {
  pruned:
    "Events after this cursor are past their retention (`eventRetention`) and gone. Leave `after` out to start over from the oldest event, and look for what is missing in the orders themselves.",
  foreign:
    "This cursor is of another past: the database was restored to an earlier moment, or exchanged for another one. Leave `after` out to start over from the oldest event; `id` tells what was read before.",
}

/**
 * The outbox: what relays, readers of the feed, people and retention do with recorded
 * events. Nothing in here changes an order's status.
 */
export class OrderEventService extends MedusaService({
  OrderFinalization,
  OrderFinalizationProgress,
  OrderFinalizationEvent,
  OrderFinalizationReceipt,
  OrderFinalizationWebhook,
  OrderFinalizationWebhookAttempt,
}) {
  /**
   * Claims due events, oldest first, an order's in their sequence.
   *
   * @param orderIds - Only events of these orders.
   */
  @InjectManager()
  async claimDueEvents(
    limit: number,
    orderIds?: string[],
    @MedusaContext() context: Context = {}
  ): Promise<OutboxEvent[]> {
    const sql = toSql(context)
    return await claimDueEvents(sql, limit, CLAIM_LEASE_MS, orderIds)
  }

  /**
   * Notes that the event bus has taken these events, and opens the receipts of the
   * consumers that listen to them, and of the webhooks that want them.
   *
   * @returns Whether a webhook has got a receipt.
   */
  @InjectManager()
  async markEventsPublished(
    ids: string[],
    subscriptions: ConsumerSubscription[],
    @MedusaContext() context: Context = {}
  ): Promise<boolean> {
    const sql = toSql(context)
    return await markEventsPublished(sql, ids, subscriptions, RECEIPT_GRACE_MS)
  }

  /** Puts events back that the event bus did not take, each for longer than before. */
  @InjectManager()
  async postponeEvents(
    ids: string[],
    error: string,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await postponeEvents(toSql(context), ids, error, MAX_PUBLISH_BACK_OFF_MS)
  }

  /** Lets other relays have events that were claimed and not published. */
  @InjectManager()
  async giveBackEvents(
    ids: string[],
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await giveBackEvents(toSql(context), ids)
  }

  /** Has an event published again and every consumer's handler run again. */
  @InjectManager()
  async redeliverEvent(
    eventId: string,
    @MedusaContext() context: Context = {}
  ): Promise<boolean> {
    return await redeliverEvent(toSql(context), eventId, REDELIVERY_GRACE_MS)
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
}

/** The migration makes it; nothing goes on without it. */
export function missingProgress(): MedusaError {
  return new MedusaError(
    MedusaError.Types.UNEXPECTED_STATE,
    "medusa-plugin-order-finalized: the row of order_finalization_progress that the migration makes is missing. Insert one with installed_at and audited_until set to when the plugin was installed, and last_position to the greatest position in order_finalization_event."
  )
}
