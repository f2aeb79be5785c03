import { OPEN_CONSUMERS } from "./open-consumers"
import type { SqlManager } from "../sql"

/**
 * Deletes open receipts of webhooks that are gone: a relay that read a webhook just before
 * it was deleted has opened them since.
 */
export async function dropOrphanReceipts(manager: SqlManager): Promise<void> {
  await manager.execute(
    `with recursive consumers as (${OPEN_CONSUMERS}
     ), gone as (
       select consumer
       from consumers
       where consumer like 'webhook:%'
         and not exists (
           select 1
           from order_finalization_webhook webhook
           where 'webhook:' || webhook.id = consumer
         )
     )
     delete from order_finalization_receipt receipt
     using gone
     where receipt.consumer = gone.consumer and receipt.next_attempt_at is not null`
  )
}
