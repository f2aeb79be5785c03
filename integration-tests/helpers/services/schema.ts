import { withClient } from "./databases"

export type SchemaDescription = {
  columns: string[]
  constraints: string[]
  /** As PostgreSQL writes them, predicates included. */
  indexes: string[]
}

/** MikroORM's own book-keeping is no part of what a migration makes. */
const OWN = "not like 'mikro\\_orm%'"

const COLUMNS = `
  select format('%s.%s %s%s%s', c.table_name, c.column_name, c.data_type,
    case c.is_nullable when 'NO' then ' not null' end,
    ' default ' || c.column_default) as line
  from information_schema.columns c
  where c.table_schema = 'public' and c.table_name ${OWN}
  order by 1`

const CONSTRAINTS = `
  select format('%s.%s %s', r.relname, c.conname, pg_get_constraintdef(c.oid))
    as line
  from pg_constraint c
  join pg_class r on r.oid = c.conrelid
  where c.connamespace = 'public'::regnamespace and r.relname ${OWN}
  order by 1`

const INDEXES = `
  select indexdef as line
  from pg_indexes
  where schemaname = 'public' and tablename ${OWN}
  order by 1`

/** What a database really has, in lines that can be compared. */
export const describeSchema = async (url: string): Promise<SchemaDescription> =>
  await withClient(url, async (client) => {
    const lines = async (sql: string) => {
      const { rows } = await client.query<{ line: string }>(sql)
      return rows.map(({ line }) => line)
    }
    return {
      columns: await lines(COLUMNS),
      constraints: await lines(CONSTRAINTS),
      indexes: await lines(INDEXES),
    }
  })

/** Tables, views and sequences; the indexes go with their tables. */
export const listRelations = async (url: string): Promise<string[]> =>
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ relname: string }>(
      `select relname from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'S')
       order by 1`
    )
    return rows.map(({ relname }) => relname)
  })
