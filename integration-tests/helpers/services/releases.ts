import * as fs from "fs"
import * as path from "path"
import type { Client } from "pg"
import { withClient } from "./databases"
import { MODULE_PATH } from "./migrate-module"
import { listRelations } from "./schema"

/** What each released version has left in a database, as SQL: never changed afterwards. */
const FOLDER = path.join(__dirname, "../../modules/released")

export const listReleases = (): string[] =>
  fs.readdirSync(FOLDER).map((file) => path.basename(file, ".sql"))

const listTables = async (url: string): Promise<string[]> =>
  (await listRelations(url)).filter((name) =>
    name.startsWith("order_finalization")
  )

/** The plugin's, of whatever release. */
const listMigrations = (): string[] =>
  fs
    .readdirSync(path.join(MODULE_PATH, "migrations"))
    .filter((file) => file.startsWith("Migration"))
    .map((file) => path.basename(file, ".ts"))

/** Leaves a database as a backend with that version of the plugin had it a moment ago. */
export const installRelease = async (
  url: string,
  release: string
): Promise<void> => {
  const sql = fs.readFileSync(path.join(FOLDER, `${release}.sql`), "utf8")
  const tables = await listTables(url)
  await withClient(url, async (client) => {
    if (tables.length) {
      await client.query(`drop table ${tables.join(", ")}`)
      await client.query(
        "delete from mikro_orm_migrations where name = any($1)",
        [listMigrations()]
      )
    }
    await client.query(sql)
    await moveToNow(client)
  })
}

/** Or retention would prune its events one day, and its webhooks be disabled. */
const moveToNow = async (client: Client): Promise<void> => {
  const { rows: columns } = await client.query<{ table: string; sets: string }>(
    `select table_name as table,
       string_agg(format('%1$I = %1$I + $1::interval', column_name), ', ') as sets
     from information_schema.columns
     where table_schema = 'public' and table_name like 'order\\_finalization%'
       and data_type = 'timestamp with time zone'
     group by table_name`
  )
  const { rows } = await client.query<{ age: string }>(
    "select (now() - max(updated_at))::text as age from order_finalization_event"
  )
  for (const { table, sets } of columns) {
    await client.query(`update ${table} set ${sets}`, [rows[0]!.age])
  }
}

/** How many rows each of the plugin's tables has. */
export const countRows = async (
  url: string
): Promise<Record<string, number>> => {
  const tables = await listTables(url)
  return await withClient(url, async (client) => {
    const counts: Record<string, number> = {}
    for (const table of tables) {
      const { rows } = await client.query(
        `select count(*)::int as count from ${table}`
      )
      counts[table] = rows[0].count
    }
    return counts
  })
}
