import type { NewWebhook } from "../../webhook-types"
import type { SqlManager } from "../sql"

/**
 * Changes what a person says of a webhook; what is not named stays. Headers are replaced as
 * a whole: MikroORM would merge them into the old ones, which nobody could then take away.
 */
export async function changeWebhook(
  manager: SqlManager,
  id: string,
  changes: Partial<NewWebhook>
): Promise<void> {
  const json = (value: unknown) =>
    value === undefined ? null : JSON.stringify(value)
  await manager.execute(
    `update order_finalization_webhook
     set url = coalesce(?, url),
         description = case when ?::boolean then ? else description end,
         events = coalesce(?::jsonb, events),
         format = coalesce(?, format),
         max_in_flight = coalesce(?::int, max_in_flight),
         secrets = coalesce(?::jsonb, secrets),
         sealed_headers = coalesce(?::jsonb, sealed_headers),
         header_names = coalesce(?::jsonb, header_names),
         updated_at = now()
     where id = ? and deleted_at is null`,
    [
      changes.url ?? null,
      changes.description !== undefined,
      changes.description ?? null,
      json(changes.events),
      changes.format ?? null,
      changes.max_in_flight ?? null,
      json(changes.secrets),
      json(changes.sealed_headers),
      json(changes.header_names),
      id,
    ]
  )
}
