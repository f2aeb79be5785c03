import * as fs from "fs"
import * as path from "path"
import { withClient } from "./databases"
import { listRelations } from "./schema"

/** What each released version has left in a database, as SQL: never changed afterwards. */
const FOLDER = path.join(__dirname, "../../modules/released")

export const listReleases = (): string[] =>
  fs.readdirSync(FOLDER).map((file) => path.basename(file, ".sql"))

const listTables = async (url: string): Promise<string[]> =>
  (await listRelations(url)).filter((name) =>
    name.startsWith("order_finalization")
  )

/** Leaves a database as a backend with that version of the plugin had it. */
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
        [/'Migration\d+'/.exec(sql)!.map((name) => name.slice(1, -1))]
      )
    }
    await client.query(sql)
  })
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
