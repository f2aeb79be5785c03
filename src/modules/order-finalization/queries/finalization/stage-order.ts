import type { OrderFinalizedEventData, TrackedOrder } from "../../types"
import type { SqlManager } from "../sql"
import {
  toTrackedValues,
  TRACKED_COLUMNS,
  TRACKED_PLACEHOLDERS,
} from "./tracked-columns"

/**
 * Writes what the last step of complete-cart decided, to take effect once the outermost
 * run has ended well: the status to come and, if that is `finalized`, the whole event.
 * One statement, so one commit. Opens the record too, in case tracking failed.
 */
export async function stageOrder(
  manager: SqlManager,
  id: string,
  order: TrackedOrder,
  event: OrderFinalizedEventData | null,
  checkAfterMs: number
): Promise<void> {
  await manager.execute(
    `with staged as (
       insert into order_finalization (
         id, status, staged_status, ${TRACKED_COLUMNS}, check_at
       ) values (
         ?, 'pending', ?, ${TRACKED_PLACEHOLDERS}, now() + ? * interval '1 millisecond'
       )
       on conflict (order_id) do update
         set staged_status = excluded.staged_status, updated_at = now()
         where order_finalization.status in ('pending', 'needs_review')
       returning order_id
     )
     insert into order_finalization_event (id, order_id, sequence, name, data)
     select ?, order_id, 1, 'order.finalized', ?::jsonb
     from staged
     where ?::boolean
     on conflict do nothing`,
    [
      id,
      event ? "finalized" : "awaiting_payment",
      ...toTrackedValues(order),
      checkAfterMs,
      event?.event_id ?? null,
      event && JSON.stringify(event),
      event !== null,
    ]
  )
}
