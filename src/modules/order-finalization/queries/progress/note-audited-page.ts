import type { SqlManager } from "../sql"

/**
 * Notes how far the audit of a window has come: whoever goes on, after a crash too, begins
 * after this order. Never back, and nothing once the window is done.
 */
export async function noteAuditedPage(
  manager: SqlManager,
  windowUntil: Date,
  lastOrderId: string
): Promise<void> {
  await manager.execute(
    `update order_finalization_progress
     set window_until = ?::timestamptz,
         window_after = case
           when window_until is null then ? else greatest(window_after, ?)
         end,
         updated_at = now()
     where audited_until < ?::timestamptz
       and (window_until is null or window_until = ?::timestamptz)`,
    [windowUntil, lastOrderId, lastOrderId, windowUntil, windowUntil]
  )
}
