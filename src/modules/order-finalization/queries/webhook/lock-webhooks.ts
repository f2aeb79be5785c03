import type { SqlManager } from "../sql"

/** Keeps everybody else from adding a webhook until the transaction ends. */
export async function lockWebhooks(manager: SqlManager): Promise<void> {
  await manager.execute(
    `lock table order_finalization_webhook in share row exclusive mode`
  )
}
