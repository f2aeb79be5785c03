import type { SqlManager } from "../sql"

/**
 * Extends the lease on a record that is being reconciled. The new fence, or `null` if the
 * lease was lost: it ran out, and somebody else claimed the record.
 */
export async function extendCheck(
  manager: SqlManager,
  orderId: string,
  fence: string,
  leaseMs: number
): Promise<string | null> {
  const [extended] = await manager.execute<{ fence: string }>(
    `update order_finalization
     set claimed_until = now() + ? * interval '1 millisecond'
     where order_id = ? and claimed_until = ?::timestamptz
     returning claimed_until::text as fence`,
    [leaseMs, orderId, fence]
  )
  return extended?.fence ?? null
}
