/** SQL for whether the consumer of a row `receipt` takes what is due: a webhook only while it is active. */
export const MAY_RECEIVE = `(
         receipt.consumer not like 'webhook:%'
         or exists (
           select 1
           from order_finalization_webhook webhook
           where 'webhook:' || webhook.id = receipt.consumer
             and webhook.status = 'active'
             and webhook.deleted_at is null
         )
       )`
