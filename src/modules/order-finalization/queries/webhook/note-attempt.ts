import type { ClaimedReceipt } from "../../receipt-types"
import type { WebhookAttempt } from "../../webhook-types"
import { NEW_ATTEMPT } from "./new-attempt"
import type { SqlManager } from "../sql"

/** Keeps what came of a request. */
export async function noteAttempt(
  manager: SqlManager,
  { receipt_id, attempts }: ClaimedReceipt,
  attempt: WebhookAttempt
): Promise<void> {
  await manager.execute(NEW_ATTEMPT, [
    attempts,
    JSON.stringify(attempt),
    receipt_id,
  ])
}
