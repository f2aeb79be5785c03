import { OPEN_CONSUMERS } from "./open-consumers"
import type { SqlManager } from "../sql"

/** The consumers that have left a receipt alone since a time. */
export async function findOverdueConsumers(
  manager: SqlManager,
  dueBefore: Date
): Promise<string[]> {
  const rows = await manager.execute<{ consumer: string }>(
    `with recursive consumers as (${OPEN_CONSUMERS}
     )
     select consumer
     from consumers
     where exists (
       select 1
       from order_finalization_receipt receipt
       where receipt.consumer = consumers.consumer
         and receipt.next_attempt_at < ?
         and receipt.deleted_at is null
     )`,
    [dueBefore]
  )
  return rows.map(({ consumer }) => consumer)
}
