import type { Context } from "@medusajs/framework/types"

/** What the queries need of a MikroORM manager; placeholders are `?`. */
export type SqlManager = {
  execute<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>
}

/** SQL for a record's age, by the clock that has set its `created_at`. */
export const AGE_MS = `(extract(epoch from now() - created_at) * 1000)::float8 as age_ms`

/** `?, ?, ?` for a list of values. */
export const placeholders = (values: unknown[]): string =>
  values.map(() => "?").join(", ")

/** The manager of a service method's context: its transaction's, if there is one. */
export function toSql(context: Context): SqlManager {
  // Medusa types its managers as `unknown`; both are MikroORM entity managers.
  return (context.transactionManager ?? context.manager) as SqlManager
}
