import { PostgreSqlPlatform } from "@medusajs/framework/mikro-orm/postgresql"
import type { Client, QueryResult } from "pg"
import type { SqlManager } from "../../../src/modules/order-finalization/queries/sql"

const platform = new PostgreSqlPlatform()

/**
 * Runs the plugin's own statements on a connection of the test's, as MikroORM does: with the
 * parameters in the text. Of one statement it gives the rows, of several a list of theirs.
 */
export const toSqlManager = (client: Client): SqlManager => ({
  execute: async <Row>(sql: string, parameters: unknown[] = []) => {
    const result: QueryResult | QueryResult[] = await client.query(
      platform.formatQuery(sql, parameters)
    )
    const rows = Array.isArray(result)
      ? result.map((each) => each.rows)
      : result.rows
    return rows as Row[]
  },
})
