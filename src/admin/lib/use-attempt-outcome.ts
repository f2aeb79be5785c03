import type { Json } from "../../api/json"
import type { WebhookAttempt } from "../../modules/order-finalization/webhook-types"
import { useTexts } from "./use-texts"

/** What came of a request to a webhook: what was answered, or why nothing was. */
export function useAttemptOutcome() {
  const { t } = useTexts()
  return (attempt: Json<WebhookAttempt>): string => {
    const { duration_ms, status_code, error_code } = attempt
    return t(status_code ? "attempt.answered" : "attempt.unanswered", {
      code: status_code ?? error_code,
      ms: duration_ms,
    })
  }
}
