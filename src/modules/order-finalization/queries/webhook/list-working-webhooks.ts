import type { OrderWebhookRecord } from "../../webhook-types"
import { IS_SLOWED } from "./is-slowed"
import type { SqlManager } from "../sql"

export type WorkingWebhook = Pick<
  OrderWebhookRecord,
  | "id"
  | "url"
  | "events"
  | "format"
  | "max_in_flight"
  | "secrets"
  | "sealed_headers"
  | "header_names"
  | "status"
> & {
  /** Another one with every change of the row. */
  version: string
  /** Whether something may leave now. */
  is_due: boolean
}

/**
 * The webhooks that are neither paused nor disabled.
 *
 * @param id - Only this one.
 */
export async function listWorkingWebhooks(
  manager: SqlManager,
  id: string | null = null
): Promise<WorkingWebhook[]> {
  return await manager.execute<WorkingWebhook>(
    `select id, url, events, format, max_in_flight, secrets, sealed_headers,
       header_names, status, xmin::text as version,
       (status = 'active' or next_trial_at <= now()) and not ${IS_SLOWED} and exists (
         select 1
         from order_finalization_receipt receipt
         where receipt.consumer = 'webhook:' || webhook.id
           and receipt.next_attempt_at <= now()
           and receipt.deleted_at is null
       ) as is_due
     from order_finalization_webhook webhook
     where status in ('active', 'failing')
       and deleted_at is null
       and (?::text is null or id = ?)
     order by id`,
    [id, id]
  )
}
