import type { OrderFinalizationStatusValue } from "../../types"
import type { FinalizationAlarms } from "./find-alarms"
import type { SqlManager } from "../sql"

/** How the orders, the outbox and the receipts stand. */
export type FinalizationSummary = {
  by_status: Record<OrderFinalizationStatusValue, number>
  /** Records that carry a `review_reason`, whatever their status. */
  records_to_review: number
  /** When the oldest event was due that the event bus has not taken. */
  oldest_unpublished_event_at: Date | null
  /** When the oldest receipt was opened that is neither done nor failed. */
  oldest_open_receipt_at: Date | null
  failed_receipts: number
} & Pick<
  FinalizationAlarms,
  "late_events" | "overdue_receipts" | "records_stuck" | "webhooks"
>

type Counted = Omit<FinalizationSummary, keyof FinalizationAlarms> &
  Pick<FinalizationSummary, "records_to_review" | "failed_receipts">

/** Counts all of it at once, so that its parts are of one moment; the alarms aside. */
export async function summarize(manager: SqlManager): Promise<Counted> {
  const [summary] = await manager.execute<Counted>(
    `select
       (
         select coalesce(jsonb_object_agg(status, records), '{}')
         from (
           select status, count(*) as records
           from order_finalization
           where deleted_at is null
           group by status
         ) statuses
       ) as by_status,
       (
         select count(*)::int
         from order_finalization
         where review_reason is not null and deleted_at is null
       ) as records_to_review,
       (
         select min(due_at)
         from order_finalization_event
         where next_attempt_at is not null
           and published_at is null
           and deleted_at is null
       ) as oldest_unpublished_event_at,
       (
         select min(created_at)
         from order_finalization_receipt
         where next_attempt_at is not null and deleted_at is null
       ) as oldest_open_receipt_at,
       (
         select count(*)::int
         from order_finalization_receipt
         where status = 'failed' and deleted_at is null
       ) as failed_receipts`
  )
  return summary!
}
