import type { SqlManager } from "../sql"

export type FailedReconciliation = {
  /** Of the record to open, if the order has none. */
  id: string
  order_id: string
  /** What every `review_reason` of a failed reconciliation begins with. */
  prefix: string
  review_reason: string
  back_off_ms: number
  max_back_off_ms: number
}

/**
 * Notes that an order could not be reconciled: it is tried again, each time after twice
 * as long. An order without a record gets a provisional one to carry that, see
 * `isProvisional`. Neither the status nor `updated_at`, by which staged evidence ages, is
 * touched, nor a sentence that was there for another reason.
 */
export async function noteFailedReconciliation(
  manager: SqlManager,
  failed: FailedReconciliation
): Promise<void> {
  await manager.execute(
    `insert into order_finalization as record (
       id, order_id, status, review_reason, check_at, checks
     ) values (?, ?, 'pending', ?, now() + ? * interval '1 millisecond', 1)
     on conflict (order_id) do update
       set review_reason = case
             when record.review_reason is null or starts_with(record.review_reason, ?)
             then excluded.review_reason
             else record.review_reason
           end,
           check_at = now() + case
             when record.review_reason is null then ?
             else least(? * power(2, least(record.checks, 20)), ?)
           end * interval '1 millisecond',
           checks = case when record.review_reason is null then 1 else record.checks + 1 end`,
    [
      failed.id,
      failed.order_id,
      failed.review_reason,
      failed.back_off_ms,
      failed.prefix,
      failed.back_off_ms,
      failed.back_off_ms,
      failed.max_back_off_ms,
    ]
  )
}
