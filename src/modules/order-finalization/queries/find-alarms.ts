import type { SqlManager } from "./sql"

/** What a person should look at. */
export type FinalizationAlarms = {
  /** When the oldest event was due that the event bus has not taken, if that is late. */
  late_event_due_at: Date | null
  failed_receipts: number
  orders_needing_review: number
}

/**
 * Reads what of the summary may need a person. By indexes alone, over rows that should not
 * be there: a job asks every minute.
 */
export async function findAlarms(
  manager: SqlManager,
  lateAfterMs: number
): Promise<FinalizationAlarms> {
  const [alarms] = await manager.execute<FinalizationAlarms>(
    `select
       (
         select min(due_at)
         from order_event
         where next_attempt_at is not null
           and published_at is null
           and deleted_at is null
           and due_at < now() - ? * interval '1 millisecond'
       ) as late_event_due_at,
       (
         select count(*)::int
         from order_event_receipt
         where status = 'failed' and deleted_at is null
       ) as failed_receipts,
       (
         select count(*)::int
         from order_finalization
         where status = 'needs_review' and deleted_at is null
       ) as orders_needing_review`,
    [lateAfterMs]
  )
  return alarms!
}
