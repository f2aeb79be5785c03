import type { Client } from "pg"

/**
 * Counts, in PostgreSQL's write-ahead log, the transactions of this database that were
 * committed while `call` ran. Statistics would count reads as well, and transaction ids
 * those of every other database of the server.
 *
 * @param client a superuser's, on the database in question
 */
export const countDurableCommits = async (
  client: Client,
  call: () => Promise<unknown>
): Promise<number> => {
  const before = await readPosition(client)
  await call()
  const after = await readPosition(client)
  const { rows } = await client.query<{ commits: string }>(
    `with record as materialized (
       select xid, record_type, block_ref, resource_manager
       from pg_get_wal_records_info($1, $2)
     )
     select count(*) as commits
     from record
     where resource_manager = 'Transaction'
       and record_type = 'COMMIT'
       and xid in (
         select touching.xid
         from record touching
         where touching.block_ref like '% rel %/' || (
           select oid from pg_database where datname = current_database()
         ) || '/%'
       )`,
    [before, after]
  )
  return Number(rows[0]!.commits)
}

/** Once per database. The extension comes with PostgreSQL from version 15 on. */
export const prepareCommitCount = async (client: Client): Promise<void> => {
  await client.query("create extension if not exists pg_walinspect")
}

const readPosition = async (client: Client): Promise<string> => {
  const { rows } = await client.query<{ position: string }>(
    "select pg_current_wal_lsn() as position"
  )
  return rows[0]!.position
}
