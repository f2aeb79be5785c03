import type { Client } from "pg"
import type { SqlManager } from "../../../src/modules/order-finalization/queries/sql"

/** The statement that a query sends, with PostgreSQL's own placeholders. */
const statementOf = async (
  query: (manager: SqlManager) => Promise<unknown>
): Promise<{ sql: string; parameters: unknown[] }> => {
  let captured = { sql: "", parameters: [] as unknown[] }
  await query({
    execute: async <Row>(sql: string, parameters: unknown[] = []) => {
      let n = 0
      captured = { sql: sql.replace(/\?/g, () => `$${++n}`), parameters }
      // The feed's is never without a row.
      return [{} as Row]
    },
  })
  return captured
}

/** Pages that the statement touches: unlike its time, the same at every run. Nothing stays of it. */
export const countPages = async (
  client: Client,
  query: (manager: SqlManager) => Promise<unknown>,
  expectedRows: number
): Promise<number> => {
  const { sql, parameters } = await statementOf(query)
  await client.query("begin")
  try {
    const { rows } = await client.query(
      `explain (analyze, buffers, format json) ${sql}`,
      parameters
    )
    const { Plan: plan } = rows[0]["QUERY PLAN"][0]
    expect(plan["Actual Rows"]).toBe(expectedRows)
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
  } finally {
    await client.query("rollback")
  }
}
