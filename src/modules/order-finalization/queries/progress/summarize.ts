import {
  OrderFinalizationStatus,
  type OrderFinalizationStatusValue,
} from "../../types"
import { countUpTo } from "./count-up-to"
import type { FinalizationAlarms } from "./find-alarms"
import type { SqlManager } from "../sql"

/** How the orders, the outbox and the receipts stand; each count ends at 10,000. */
export type FinalizationSummary = {
  by_status: Record<OrderFinalizationStatusValue, number>
  /** When the oldest event was due that the event bus has not taken. */
  oldest_unpublished_event_at: Date | null
  /** When the oldest receipt was opened that is neither done nor failed. */
  oldest_open_receipt_at: Date | null
} & Omit<FinalizationAlarms, "late_event_due_at">

type Counted = Omit<FinalizationSummary, keyof FinalizationAlarms>

// Constants in the text, or PostgreSQL could not tell that an index is of that status.
const BY_STATUS = Object.values(OrderFinalizationStatus).map(
  (status) =>
    `'${status}', ${countUpTo(`from order_finalization where status = '${status}' and deleted_at is null`)}`
)

/** Counts all of it at once, so that its parts are of one moment; the alarms aside. */
export async function summarize(manager: SqlManager): Promise<Counted> {
  const [summary] = await manager.execute<Counted>(
    `select
       jsonb_build_object(${BY_STATUS.join(", ")}) as by_status,
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
       ) as oldest_open_receipt_at`
  )
  return summary!
}
