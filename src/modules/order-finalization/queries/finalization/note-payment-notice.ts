import type { SqlManager } from "../sql"

/** More than a collection has sessions: whoever sends webhooks cannot fill the record. */
const MAX_NOTICED_SESSIONS = 20

/** Notes, once, that a webhook has called a payment session failed or cancelled. */
export async function notePaymentNotice(
  manager: SqlManager,
  orderId: string,
  sessionId: string
): Promise<void> {
  await manager.execute(
    `update order_finalization
     set noticed_session_ids = coalesce(noticed_session_ids, '[]') || to_jsonb(?::text),
         updated_at = now()
     where order_id = ?
       and status <> 'reverted'
       and not coalesce(noticed_session_ids, '[]') @> to_jsonb(?::text)
       and jsonb_array_length(coalesce(noticed_session_ids, '[]')) < ?`,
    [sessionId, orderId, sessionId, MAX_NOTICED_SESSIONS]
  )
}
