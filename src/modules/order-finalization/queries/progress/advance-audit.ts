import type { SqlManager } from "../sql"

/** Moves the audit's mark on, never back, and closes the window that it has read. */
export async function advanceAudit(
  manager: SqlManager,
  until: Date
): Promise<void> {
  await manager.execute(
    `update order_finalization_progress
     set audited_until = greatest(audited_until, ?::timestamptz),
         window_until = case when window_until > ?::timestamptz then window_until end,
         window_after = case when window_until > ?::timestamptz then window_after end,
         updated_at = now()`,
    [until, until, until]
  )
}
