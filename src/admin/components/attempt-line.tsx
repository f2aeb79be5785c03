import { Text } from "@medusajs/ui"
import type { Json } from "../../api/json"
import type { WebhookAttempt } from "../../modules/order-finalization/webhook-types"
import { useTexts } from "../lib/use-texts"

/** A request to a webhook: when, how long it took, and what was answered. */
export const AttemptLine = ({ attempt }: { attempt: Json<WebhookAttempt> }) => {
  const { t, toTime } = useTexts()
  const { started_at, duration_ms, status_code, error_code } = attempt
  const values = { code: status_code ?? error_code, ms: duration_ms }
  return (
    <div>
      <Text size="small">
        <time dateTime={started_at}>{toTime(started_at)}</time>{" "}
        {t(status_code ? "attempt.answered" : "attempt.unanswered", values)}
      </Text>
      {attempt.answer_excerpt && (
        <code className="text-ui-fg-subtle text-xs break-all">
          {attempt.answer_excerpt}
        </code>
      )}
    </div>
  )
}
