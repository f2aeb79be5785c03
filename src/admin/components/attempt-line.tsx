import { Text } from "@medusajs/ui"
import type { Json } from "../../api/json"
import type { WebhookAttempt } from "../../modules/order-finalization/webhook-types"
import { useAttemptOutcome } from "../lib/use-attempt-outcome"
import { useTexts } from "../lib/use-texts"

/** A request to a webhook: when, how long it took, and what was answered. */
export const AttemptLine = ({ attempt }: { attempt: Json<WebhookAttempt> }) => {
  const { toTime } = useTexts()
  const toOutcome = useAttemptOutcome()
  const { started_at, answer_excerpt } = attempt
  return (
    <div>
      <Text size="small">
        <time dateTime={started_at}>{toTime(started_at)}</time>{" "}
        {toOutcome(attempt)}
      </Text>
      {answer_excerpt && (
        <code className="text-ui-fg-subtle text-xs break-all">
          {answer_excerpt}
        </code>
      )}
    </div>
  )
}
