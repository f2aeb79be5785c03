/** What the queries need of a MikroORM manager; placeholders are `?`. */
export type SqlManager = {
  execute<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>
}

/** `?, ?, ?` for a list of values. */
export const placeholders = (values: unknown[]): string =>
  values.map(() => "?").join(", ")
