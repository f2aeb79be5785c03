import type { OrderWebhookStatusValue } from "../../webhook-types"
import type { SqlManager } from "../sql"

/** A webhook that is sent nothing, or next to nothing. */
export type HeldWebhook = {
  id: string
  status: Exclude<OrderWebhookStatusValue, "active">
  failing_since: Date | null
  disabled_reason: string | null
  /** Receipts that wait for it: at most so many are counted. */
  waiting_receipts: number
}

export async function listHeldWebhooks(
  manager: SqlManager,
  maxCounted: number
): Promise<HeldWebhook[]> {
  return await manager.execute<HeldWebhook>(
    `select id, status, failing_since, disabled_reason, (
       select count(*)::int
       from (
         select 1
         from order_finalization_receipt receipt
         where receipt.consumer = 'webhook:' || webhook.id
           and receipt.next_attempt_at is not null
           and receipt.deleted_at is null
         limit ?
       ) waiting
     ) as waiting_receipts
     from order_finalization_webhook webhook
     where status <> 'active' and deleted_at is null
     order by id`,
    [maxCounted]
  )
}
