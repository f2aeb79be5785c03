import type { SqlManager } from "../sql"

/** A publication of PostgreSQL's that has the outbox in it, by name or with all tables. */
export type OutboxPublication = {
  name: string
  row_filter: string | null
  has_column_list: boolean
  has_inserts: boolean
  has_updates: boolean
  has_deletes: boolean
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
       (to_jsonb(relation) ->> 'prattrs') is not null as has_column_list,
       publication.pubinsert as has_inserts,
       publication.pubupdate as has_updates,
       publication.pubdelete as has_deletes,
       outbox.relreplident = 'f' as has_full_identity
     from pg_class outbox
     join pg_namespace on pg_namespace.oid = outbox.relnamespace
     join pg_publication_tables published on published.tablename = outbox.relname
       and published.schemaname = pg_namespace.nspname
     join pg_publication publication on publication.pubname = published.pubname
     left join pg_publication_rel relation on relation.prpubid = publication.oid
       and relation.prrelid = outbox.oid
     where outbox.oid = to_regclass('order_finalization_event')
     order by publication.pubname`
  )
}
