import type { OrderFinalizedEventData, TrackedOrder } from "../../types"
import type { SqlManager } from "../sql"

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
         id, order_id, status, staged_status, cart_id, display_id, workflow_id,
         transaction_id, run_id, parent_workflow_id, parent_transaction_id, parent_run_id,
         check_at
       ) values (
         ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, ?, now() + ? * interval '1 millisecond'
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
      order.order_id,
      event ? "finalized" : "awaiting_payment",
      order.cart_id,
      order.display_id,
      order.workflow_id,
      order.transaction_id,
      order.run_id,
      order.parent_workflow_id,
      order.parent_transaction_id,
      order.parent_run_id,
      checkAfterMs,
      event?.event_id ?? null,
      event && JSON.stringify(event),
      event !== null,
    ]
  )
}
