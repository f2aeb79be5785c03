import { placeholders, type SqlManager } from "./sql"

/** Ends the claim of events that the event bus has taken. */
export async function markEventsPublished(
  manager: SqlManager,
  ids: string[]
): Promise<void> {
  await manager.execute(
    `update order_event
     set published_at = now(), next_attempt_at = null, last_error = null, updated_at = now()
     where id in (${placeholders(ids)}) and published_at is null`,
    ids
  )
}
