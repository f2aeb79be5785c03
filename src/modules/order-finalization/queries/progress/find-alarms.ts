import { HAS_EARLIER_RECEIPT } from "../inbox/has-earlier-receipt"
import { OPEN_CONSUMERS } from "../inbox/open-consumers"
import { countUpTo } from "./count-up-to"
import { IS_NOT_HELD } from "../inbox/may-receive"
import type { HeldWebhook } from "./list-held-webhooks"
import { MAX_COUNTED } from "../../types"
import type { SqlManager } from "../sql"

/** What a person should look at; each count ends at 10,000. */
export type FinalizationAlarms = {
  /** When the oldest event was due that the event bus has not taken, if that is late. */
  late_event_due_at: Date | null
  late_events: number
  failed_receipts: number
  /** Receipts that nobody takes, by consumer: at most `max_overdue` of each are counted. */
  overdue_receipts: { consumer: string; receipts: number }[]
  /** Records that carry a `review_reason`, whatever their status. */
  records_to_review: number
  /** Records that are `pending` for too long, and do not carry a `review_reason`. */
  records_stuck: number
  /** Those that are not active. */
  webhooks: HeldWebhook[]
}

export type AlarmBounds = {
  /** After this an event that the event bus has not taken is late, in milliseconds. */
  late_after: number
  /** After this a receipt that nobody has taken is overdue, in milliseconds. */
  overdue_after: number
  max_overdue: number
  /** After this a record that is still `pending` is stuck, in milliseconds. */
  stuck_after: number
}

/**
 * Reads what may need a person. By indexes alone, over rows that should not be there: it
 * is asked every minute. A receipt is not overdue while the consumer is still to have an
 * earlier event of the order, nor while a webhook is held: that is an alarm of its own.
 */
export async function findAlarms(
  manager: SqlManager,
  bounds: AlarmBounds
): Promise<Omit<FinalizationAlarms, "webhooks">> {
  const [alarms] = await manager.execute<Omit<FinalizationAlarms, "webhooks">>(
    `with recursive late as (
       select min(due_at) as due_at, least(count(*), ${MAX_COUNTED})::int as events
       from order_finalization_event
       where next_attempt_at is not null
         and published_at is null
         and deleted_at is null
         and due_at < now() - ? * interval '1 millisecond'
     ), consumers as (${OPEN_CONSUMERS}
     ), overdue as (
       select consumers.consumer, count(*)::int as receipts
       from consumers, lateral (
         select receipt.id
         from order_finalization_receipt receipt
         where receipt.consumer = consumers.consumer
           and receipt.next_attempt_at < now() - ? * interval '1 millisecond'
           and receipt.deleted_at is null
           and not ${HAS_EARLIER_RECEIPT}
           and ${IS_NOT_HELD}
         limit ?
       ) receipt
       group by consumers.consumer
       order by consumers.consumer
     )
     select late.due_at as late_event_due_at,
       late.events as late_events,
       ${countUpTo("from order_finalization_receipt where status = 'failed' and deleted_at is null")}
         as failed_receipts,
       (select coalesce(jsonb_agg(overdue), '[]') from overdue) as overdue_receipts,
       ${countUpTo("from order_finalization where review_reason is not null and deleted_at is null")}
         as records_to_review,
       ${countUpTo(
         `from order_finalization
         where status = 'pending'
           and review_reason is null
           and created_at < now() - ? * interval '1 millisecond'
           and deleted_at is null`
       )} as records_stuck
     from late`,
    [
      bounds.late_after,
      bounds.overdue_after,
      bounds.max_overdue,
      bounds.stuck_after,
    ]
  )
  return alarms!
}
