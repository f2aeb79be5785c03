import type { SqlManager } from "../sql"

/** A publication of PostgreSQL's that has the outbox in it, by name or with all tables. */
export type OutboxPublication = {
  name: string
  row_filter: string | null
  has_all_columns: boolean
  has_inserts: boolean
  has_updates: boolean
  /** Of the table itself. */
  has_full_identity: boolean
}

/** `to_jsonb`, as PostgreSQL 14 knows neither row filters nor column lists. */
export async function listPublications(
  manager: SqlManager
): Promise<OutboxPublication[]> {
  return await manager.execute<OutboxPublication>(
    `select publication.pubname as name,
       to_jsonb(published) ->> 'rowfilter' as row_filter,
       coalesce(jsonb_array_length(to_jsonb(published) -> 'attnames'), columns.count)
         = columns.count as has_all_columns,
       publication.pubinsert as has_inserts,
       publication.pubupdate as has_updates,
       outbox.relreplident = 'f' as has_full_identity
     from pg_class outbox
     join pg_namespace on pg_namespace.oid = outbox.relnamespace
     join pg_publication_tables published on published.tablename = outbox.relname
       and published.schemaname = pg_namespace.nspname
     join pg_publication publication on publication.pubname = published.pubname
     cross join lateral (
       select count(*)::int
       from pg_attribute
       where attrelid = outbox.oid and attnum > 0 and not attisdropped
     ) columns
     where outbox.oid = to_regclass('order_finalization_event')
     order by publication.pubname`
  )
}
