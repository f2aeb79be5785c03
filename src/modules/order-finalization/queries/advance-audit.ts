import type { SqlManager } from "./sql"

/** Moves the audit's mark on, never back. */
export async function advanceAudit(
  manager: SqlManager,
  until: Date
): Promise<void> {
  await manager.execute(
    `update order_finalization_audit
     set audited_until = greatest(audited_until, ?::timestamptz), updated_at = now()`,
    [until]
  )
}
