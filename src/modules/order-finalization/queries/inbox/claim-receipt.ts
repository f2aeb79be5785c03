import type { ClaimedReceipt, RefusedClaim } from "../../receipt-types"
import type { OrderFinalizationEventName } from "../../types"
import { NEW_RECEIPT_ID } from "./new-receipt-id"
import type { SqlManager } from "../sql"

export type ReceiptClaim = {
  event_id: string
  consumer: string
  /** The events that the consumer listens to. */
  event_names: OrderFinalizationEventName[]
  lease_ms: number
  grace_ms: number
  max_attempts: number
}

type Row = Omit<ClaimedReceipt, "consumer" | keyof Claimed> & {
  [Column in keyof Claimed]: Claimed[Column] | null
}

type Claimed = Pick<
  ClaimedReceipt,
  "receipt_id" | "attempts" | "failed_attempts"
>

/**
 * Claims an event for a consumer's handler: of any number of deliveries at once, one gets
 * it. One statement, so one commit.
 *
 * `earlier` locks, and opens where need be, the receipts of the order's earlier events;
 * those that are pending come back, and then the event's own receipt is left for later. A
 * run that is just finishing one of them is waited for, and finds the later one then.
 */
export async function claimReceipt(
  manager: SqlManager,
  claim: ReceiptClaim
): Promise<ClaimedReceipt | RefusedClaim> {
  const { event_id, consumer, event_names, lease_ms, grace_ms } = claim
  const [row] = await manager.execute<Row>(
    `with event as (
       select id, order_id, sequence, name, data
       from order_finalization_event
       where id = ? and due_at is not null
     ), earlier as (
       insert into order_finalization_receipt as receipt (
         id, event_id, order_id, sequence, consumer, status, next_attempt_at
       )
       select ${NEW_RECEIPT_ID}, earlier.id, earlier.order_id, earlier.sequence, ?,
         'pending', now() + ? * interval '1 millisecond'
       from event
       join order_finalization_event earlier on earlier.order_id = event.order_id
         and earlier.sequence < event.sequence
         and earlier.due_at is not null
       where ?::jsonb @> to_jsonb(earlier.name)
       order by earlier.sequence
       on conflict (event_id, consumer) do update
         set updated_at = receipt.updated_at
         where receipt.status = 'pending'
       returning id
     ), claimed as (
       insert into order_finalization_receipt as receipt (
         id, event_id, order_id, sequence, consumer, status, attempts, next_attempt_at
       )
       select ${NEW_RECEIPT_ID}, event.id, event.order_id, event.sequence, ?, 'pending',
         case when is_waiting then 0 else 1 end,
         now() + case when is_waiting then ? else ? end * interval '1 millisecond'
       from event, (select exists (select 1 from earlier) as is_waiting) waiting
       on conflict (event_id, consumer) do update
         set attempts = receipt.attempts + 1,
             next_attempt_at = excluded.next_attempt_at,
             last_error = null,
             updated_at = now()
         where receipt.status = 'pending'
           and excluded.attempts = 1
           and receipt.attempts < ?
           and (receipt.attempts = 0 or receipt.next_attempt_at <= now())
       returning id, attempts, failed_attempts
     )
     select event.*, claimed.id as receipt_id, claimed.attempts, claimed.failed_attempts
     from event left join claimed on true`,
    [
      event_id,
      consumer,
      grace_ms,
      JSON.stringify(event_names),
      consumer,
      grace_ms,
      lease_ms,
      claim.max_attempts,
    ]
  )
  if (!row) {
    return { refused: "unknown_event" }
  }
  const { receipt_id, attempts, failed_attempts, ...event } = row
  if (receipt_id === null || attempts === null || failed_attempts === null) {
    return { refused: "taken" }
  }
  return attempts === 0
    ? { refused: "waiting" }
    : { ...event, receipt_id, consumer, attempts, failed_attempts }
}
