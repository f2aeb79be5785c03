import { IS_SLOWED } from "../webhook/is-slowed"

const unlessWebhook = (condition: string) => `(
         receipt.consumer not like 'webhook:%'
         or exists (
           select 1
           from order_finalization_webhook webhook
           where 'webhook:' || webhook.id = receipt.consumer
             and ${condition}
             and webhook.deleted_at is null
         )
       )`

/** SQL for whether the consumer of a row `receipt` is not held: of webhooks, who is active. */
export const IS_NOT_HELD = unlessWebhook("webhook.status = 'active'")

/** SQL for whether it takes what is due now: a webhook not while it is slowed, either. */
export const MAY_RECEIVE = unlessWebhook(
  `webhook.status = 'active' and not ${IS_SLOWED}`
)
