import type { OrderWebhookRecord } from "../../webhook-types"
import type { WebhookState } from "../../webhooks/next-state"
import type { SqlManager } from "../sql"

export type LockedWebhook = OrderWebhookRecord &
  Pick<WebhookState, "disabled_reason"> & {
    /** By the database's clock, and the same as that of whatever the transaction writes. */
    now: Date
  }

/** A webhook's row, which nobody else changes until the transaction ends. */
export async function lockWebhook(
  manager: SqlManager,
  id: string
): Promise<LockedWebhook | null> {
  const [webhook] = await manager.execute<LockedWebhook>(
    `select *, now() as now
     from order_finalization_webhook
     where id = ? and deleted_at is null
     for update`,
    [id]
  )
  return webhook ?? null
}
