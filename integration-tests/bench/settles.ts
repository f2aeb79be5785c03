import { Client } from "pg"
import { nextPosition } from "../../src/modules/order-finalization/queries/outbox/next-position"
import { settleStaged } from "../../src/modules/order-finalization/queries/finalization/settle-staged"
import { toSqlManager } from "../helpers/services/sql-manager"
import { insertStagedOrders } from "./outbox-rows"
import type { Part } from "./parts"
import { quantile } from "./statistics"

const CONNECTIONS = 16
const ROUNDS = 3
/** Settles a second that the latencies are of, and for how many seconds. */
const OFFERED = 500
const SECONDS = 2
/** No order is too old, and no event is claimed again, while the bench runs. */
const HOUR = 3_600_000

export type SettlesFigures = {
  /** As many as 16 connections can. */
  per_s: number
  per_s_without: number
  /** Milliseconds from when a settle is due, of 500 a second. */
  p50_ms: number
  p99_ms: number
  p50_ms_without: number
  p99_ms_without: number
}

type Rewrite = (sql: string) => string

/**
 * What the feed's counter costs: settling staged orders with the plugin's own statement, and
 * with the same one whose positions come from a sequence, which keeps no order of commits
 * and locks nothing. Alternately, in one database.
 */
export const run: Part<"settles"> = async (options, progress) => {
  const { databaseUrl, count } = options
  const clients = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const client = new Client({ connectionString: databaseUrl })
      await client.connect()
      return client
    })
  )
  const [first] = clients as [Client]
  try {
    await first.query("create sequence bench_position start 1000000000")
    let staged = 0
    /** Settles so many orders, each when it is due; the milliseconds that each took. */
    const settle = async (orders: number, intervalMs: number, sql: Rewrite) => {
      const ids = await insertStagedOrders(first, staged + 1, staged + orders)
      staged += orders
      // Or one side would pay for what the other has left to be written.
      await first.query("checkpoint")
      const start = performance.now()
      const times: number[] = []
      let next = 0
      const work = async (client: Client) => {
        for (let turn = next++; turn < orders; turn = next++) {
          const dueAt = start + turn * intervalMs
          await until(dueAt)
          await settleOne(client, ids[turn]!, sql)
          times.push(performance.now() - (intervalMs ? dueAt : start))
        }
      }
      await Promise.all(clients.map(work))
      return { times, perSecond: (orders / (performance.now() - start)) * 1000 }
    }

    const rates = { with: [] as number[], without: [] as number[] }
    for (let round = 1; round <= ROUNDS; round++) {
      progress(`settles: ${count} twice, round ${round} of ${ROUNDS}`)
      rates.without.push((await settle(count, 0, withoutCounter)).perSecond)
      rates.with.push((await settle(count, 0, asItIs)).perSecond)
    }
    progress(`settles: ${OFFERED} a second`)
    const orders = OFFERED * SECONDS
    const without = await settle(orders, 1000 / OFFERED, withoutCounter)
    const withIt = await settle(orders, 1000 / OFFERED, asItIs)
    return {
      per_s: quantile(rates.with, 0.5),
      per_s_without: quantile(rates.without, 0.5),
      p50_ms: quantile(withIt.times, 0.5),
      p99_ms: quantile(withIt.times, 0.99),
      p50_ms_without: quantile(without.times, 0.5),
      p99_ms_without: quantile(without.times, 0.99),
    }
  } finally {
    await Promise.all(clients.map(async (client) => await client.end()))
  }
}

const asItIs: Rewrite = (sql) => sql

const withoutCounter: Rewrite = (sql) => {
  const without = sql.replace(
    nextPosition("staged"),
    "select nextval('bench_position')::int as last_position from staged"
  )
  if (without === sql) {
    throw new Error("Expected the statement to take a position, it does not")
  }
  return without
}

const until = async (time: number): Promise<void> => {
  const left = time - performance.now()
  if (left > 0) {
    await new Promise((resolve) => setTimeout(resolve, left))
  }
}

const settleOne = async (client: Client, orderId: string, rewrite: Rewrite) => {
  const { execute } = toSqlManager(client)
  const settled = await settleStaged(
    { execute: async (sql, parameters) => execute(rewrite(sql), parameters) },
    orderId,
    HOUR,
    HOUR
  )
  if (!settled) {
    throw new Error(`Expected ${orderId} to become final, it did not`)
  }
}
