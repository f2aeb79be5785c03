import type { Client } from "pg"
import type { SqlManager } from "../../../src/modules/order-finalization/queries/sql"

/** Runs the plugin's own statements on a connection of the test's. */
export const toSqlManager = (client: Client): SqlManager => ({
  execute: async <Row>(sql: string, parameters: unknown[] = []) => {
    let count = 0
    const numbered = sql.replace(/\?/g, () => `$${++count}`)
    const { rows } = await client.query(numbered, parameters)
    return rows as Row[]
  },
})
