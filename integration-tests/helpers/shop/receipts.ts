import { runDueReceipts } from "../../../src/consumers/run-due-receipts"
import type { Backend } from "../backend/backend"
import { withClient } from "../services/databases"

/** As if the receipts that are due in a while were due now, and the job came. */
export const runReceiptsNow = async (
  backend: Backend,
  databaseUrl: string,
  consumers: string[]
): Promise<void> => {
  await withClient(databaseUrl, async (client) => {
    // Not the lease of a handler that is running.
    await client.query(
      `update order_finalization_receipt set next_attempt_at = now()
       where consumer = any($1) and status = 'pending'
         and (attempts = 0 or last_error is not null)`,
      [consumers]
    )
  })
  await runDueReceipts(backend.container)
}
