import { toWebhookId } from "../../modules/order-finalization/webhook-types"
import { useRead } from "./use-read"
import { useTexts } from "./use-texts"
import { WEBHOOKS, type WebhookListResponse } from "./webhooks"

/** What people call a consumer: a webhook is known by where it goes. */
export function useConsumerName() {
  const { t } = useTexts()
  // Who may not see the webhooks sees their IDs.
  const { data } = useRead<WebhookListResponse>(WEBHOOKS, {
    query: { limit: 1_000 },
    // Every row asks, and where a webhook goes hardly ever changes.
    isWatched: false,
  })
  return (consumer: string): string => {
    const id = toWebhookId(consumer)
    const url = data?.order_webhooks.find((each) => each.id === id)?.url
    return id === null ? consumer : t("consumer.webhook", { url: url ?? id })
  }
}
