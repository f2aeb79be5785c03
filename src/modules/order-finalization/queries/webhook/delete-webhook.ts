import type { SqlManager } from "../sql"

/**
 * Deletes a webhook with its attempts and the receipts that are not done: nobody is there
 * for them any more. `false` without such a webhook.
 */
export async function deleteWebhook(
  manager: SqlManager,
  id: string
): Promise<boolean> {
  const rows = await manager.execute(
    `with webhook as (
       delete from order_finalization_webhook
       where id = ?
       returning id
     ), receipts as (
       delete from order_finalization_receipt receipt
       using webhook
       where receipt.consumer = 'webhook:' || webhook.id
         and (receipt.next_attempt_at is not null or receipt.status = 'failed')
         and receipt.deleted_at is null
     ), attempts as (
       delete from order_finalization_webhook_attempt attempt
       using webhook
       where attempt.webhook_id = webhook.id and attempt.deleted_at is null
     )
     select id from webhook`,
    [id]
  )
  return rows.length > 0
}
