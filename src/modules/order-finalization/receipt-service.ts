import { InjectManager, MedusaContext } from "@medusajs/framework/utils"
import type { Context } from "@medusajs/framework/types"
import { OrderEventService } from "./order-event-service"
import { claimDueReceipts } from "./queries/inbox/claim-due-receipts"
import { claimReceipt } from "./queries/inbox/claim-receipt"
import { expireReceipts } from "./queries/inbox/expire-receipts"
import { dropOrphanReceipts } from "./queries/inbox/drop-orphan-receipts"
import { extendReceipt } from "./queries/inbox/extend-receipt"
import {
  failExhaustedReceipts,
  type ExhaustedReceipt,
} from "./queries/inbox/fail-exhausted-receipts"
import { failReceipt } from "./queries/inbox/fail-receipt"
import { findNextReceipt } from "./queries/inbox/find-next-receipt"
import { findOverdueConsumers } from "./queries/inbox/find-overdue-consumers"
import { finishReceipt } from "./queries/inbox/finish-receipt"
import { giveBackReceipt } from "./queries/inbox/give-back-receipt"
import { leaveReceipts } from "./queries/inbox/leave-receipts"
import { redeliverToConsumer } from "./queries/inbox/redeliver-to-consumer"
import {
  retryFailedReceipts,
  type ReceiptFilter,
} from "./queries/inbox/retry-failed-receipts"
import { toSql } from "./queries/sql"
import type {
  ClaimedReceipt,
  FailedReceipt,
  RefusedClaim,
} from "./receipt-types"
import {
  MAX_RECEIPT_ATTEMPTS,
  RECEIPT_GRACE_MS,
  RECEIPT_LEASE_MS,
} from "./timing"
import type { OrderFinalizationEventName } from "./types"
import { toWebhookId } from "./webhook-types"

const EXPIRE_BATCH_SIZE = 1_000

/** The open receipts of a consumer that is gone, and that nothing is waited for any more. */
export type ExpiredReceipts = { consumer: string; receipts: number }

/**
 * The inbox: whether each consumer of `processOnce` has had an event. Nothing in here
 * changes an order's status.
 */
export class ReceiptService extends OrderEventService {
  /**
   * Claims an event for a consumer's handler.
   *
   * @param eventNames - The events that the consumer listens to.
   */
  @InjectManager()
  async claimReceipt(
    eventId: string,
    consumer: string,
    eventNames: OrderFinalizationEventName[],
    @MedusaContext() context: Context = {}
  ): Promise<ClaimedReceipt | RefusedClaim> {
    return await claimReceipt(toSql(context), {
      event_id: eventId,
      consumer,
      event_names: eventNames,
      lease_ms: RECEIPT_LEASE_MS,
      grace_ms: RECEIPT_GRACE_MS,
      max_attempts: MAX_RECEIPT_ATTEMPTS,
    })
  }

  /** Claims what a consumer did not get, or has to get again. */
  @InjectManager()
  async claimDueReceipts(
    consumer: string,
    limit: number,
    @MedusaContext() context: Context = {}
  ): Promise<ClaimedReceipt[]> {
    return await claimDueReceipts(
      toSql(context),
      consumer,
      limit,
      RECEIPT_LEASE_MS,
      MAX_RECEIPT_ATTEMPTS
    )
  }

  /** The order's next event that had to wait for this one. */
  @InjectManager()
  async findNextReceipt(
    receipt: ClaimedReceipt,
    @MedusaContext() context: Context = {}
  ): Promise<{ event_id: string } | null> {
    return await findNextReceipt(toSql(context), receipt)
  }

  /** Keeps a receipt whose handler is still running. */
  @InjectManager()
  async extendReceipt(
    receipt: ClaimedReceipt,
    @MedusaContext() context: Context = {}
  ): Promise<boolean> {
    return await extendReceipt(toSql(context), receipt, RECEIPT_LEASE_MS)
  }

  /** Notes that a handler has succeeded. */
  @InjectManager()
  async finishReceipt(
    receipt: ClaimedReceipt,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await finishReceipt(toSql(context), receipt)
  }

  /**
   * Notes that a handler has failed.
   *
   * @param retryAfterMs - `null`: that was its last attempt.
   */
  @InjectManager()
  async failReceipt(
    receipt: ClaimedReceipt,
    error: string | null,
    retryAfterMs: number | null,
    @MedusaContext() context: Context = {}
  ): Promise<FailedReceipt | null> {
    return await failReceipt(toSql(context), receipt, error, retryAfterMs)
  }

  /** Gives up receipts whose every attempt died with its process. */
  @InjectManager()
  async failExhaustedReceipts(
    @MedusaContext() context: Context = {}
  ): Promise<ExhaustedReceipt[]> {
    return await failExhaustedReceipts(
      toSql(context),
      "The process died within the handler, in every attempt.",
      MAX_RECEIPT_ATTEMPTS
    )
  }

  /** Has a consumer's events wait in their receipts: none of its handlers is free. */
  @InjectManager()
  async leaveReceipts(
    consumer: string,
    eventIds: string[],
    eventNames: OrderFinalizationEventName[],
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await leaveReceipts(toSql(context), consumer, eventIds, eventNames)
  }

  /** Lets another instance run a handler that a shutdown has cut off. */
  @InjectManager()
  async giveBackReceipt(
    receipt: ClaimedReceipt,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await giveBackReceipt(toSql(context), receipt)
  }

  /** Retries dead-lettered receipts; how many. */
  @InjectManager()
  async retryFailedReceipts(
    filter: ReceiptFilter,
    @MedusaContext() context: Context = {}
  ): Promise<number> {
    return await retryFailedReceipts(toSql(context), filter)
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

  /**
   * Gives up the receipts of consumers that are gone, of events that were published before
   * a time, so that these can be pruned. A consumer that another instance has claims its
   * receipts there: only what has been due since before that time is given up. Those of a
   * webhook wait for as long as it is there, and are deleted with it.
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
    await dropOrphanReceipts(sql)
    const overdue = await findOverdueConsumers(sql, publishedBefore)
    const expired: ExpiredReceipts[] = []
    const gone = overdue.filter(
      (name) => toWebhookId(name) === null && !known.includes(name)
    )
    for (const consumer of gone) {
      let receipts = 0
      let count: number
      do {
        count = await expireReceipts(
          sql,
          consumer,
          publishedBefore,
          "No backend has had this consumer for as long as events are kept.",
          EXPIRE_BATCH_SIZE
        )
        receipts += count
      } while (count === EXPIRE_BATCH_SIZE)
      if (receipts > 0) {
        expired.push({ consumer, receipts })
      }
    }
    return expired
  }
}
