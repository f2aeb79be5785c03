import type { WebhookAttempt } from "../../webhook-types"
import { placeholders, type SqlManager } from "../sql"

export type NumberedAttempt = WebhookAttempt & {
  id: string
  event_id: string
  number: number
}

/** The last attempts to deliver events to a webhook, each event's in their order. */
export async function listAttempts(
  manager: SqlManager,
  webhookId: string,
  eventIds: string[],
  maxEach: number
): Promise<NumberedAttempt[]> {
  return await manager.execute<NumberedAttempt>(
    `select id, event_id, number, started_at, duration_ms, status_code, error_code,
       answer_excerpt
     from (
       select *, row_number() over (partition by event_id order by started_at desc) as age
       from order_finalization_webhook_attempt
       where event_id in (${placeholders(eventIds)})
         and webhook_id = ?
         and deleted_at is null
     ) attempt
     where age <= ?
     order by started_at`,
    [...eventIds, webhookId, maxEach]
  )
}
