import { StatusBadge } from "@medusajs/ui"
import type { Json } from "../../api/json"
import { useTexts } from "../lib/use-texts"
import { STATUS_COLORS, type Webhook } from "../lib/webhooks"

/** A webhook's state, and why it is disabled if it is. */
export const WebhookStatus = ({ webhook }: { webhook: Json<Webhook> }) => {
  const { t } = useTexts()
  const { status, disabled_reason: why } = webhook
  return (
    <StatusBadge color={STATUS_COLORS[status]} className="whitespace-normal">
      {t(`webhooks.status.${status}`)}
      {status === "disabled" &&
        why &&
        `: ${t(`webhooks.disabled.${why}`, { defaultValue: why })}`}
    </StatusBadge>
  )
}
