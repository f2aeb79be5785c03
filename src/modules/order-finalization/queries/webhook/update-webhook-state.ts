import type { WebhookState } from "../../webhooks/next-state"
import type { SqlManager } from "../sql"

/** Writes a webhook's state; its row is locked. */
export async function updateWebhookState(
  manager: SqlManager,
  id: string,
  state: WebhookState
): Promise<void> {
  await manager.execute(
    `update order_finalization_webhook
     set status = ?,
         failed_first_attempts = ?,
         trial_number = ?,
         next_trial_at = ?,
         failing_since = ?,
         first_failed_at = ?,
         slowed_until = ?,
         last_success_at = ?,
         disabled_reason = ?,
         updated_at = now()
     where id = ?`,
    [
      state.status,
      state.failed_first_attempts,
      state.trial_number,
      state.next_trial_at,
      state.failing_since,
      state.first_failed_at,
      state.slowed_until,
      state.last_success_at,
      state.disabled_reason,
      id,
    ]
  )
}
