import { placeholders, type SqlManager } from "../sql"

/** Ends the claim of events that were not published: another relay has them at once. */
export async function giveBackEvents(
  manager: SqlManager,
  ids: string[]
): Promise<void> {
  await manager.execute(
    `update order_finalization_event
     set claimed_until = null, updated_at = now()
     where id in (${placeholders(ids)}) and next_attempt_at is not null`,
    ids
  )
}
