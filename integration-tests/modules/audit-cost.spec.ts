import { Client, type QueryConfig } from "pg"
import { withClient } from "../helpers/services/databases"
import { describeOnEngine } from "../helpers/backend/engine"
import { createOrder } from "../helpers/shop/order"
import { passMinutes } from "../helpers/services/pass-minutes"
import { auditOrdersWorkflow } from "../../src/workflows/audit-orders"

const FEW = 1_000
const MANY = 100_000
const LOOKS_AT_ORDERS = /^select .*\border(_finalization|_event)?\b/s

/** Every statement that the audit reads orders, records and events with. */
const captureReads = async (run: () => Promise<unknown>) => {
  const reads: QueryConfig[] = []
  const query = jest.spyOn(Client.prototype, "query")
  await run()
  for (const [statement] of query.mock.calls as unknown as [QueryConfig][]) {
    if (LOOKS_AT_ORDERS.test(statement.text)) {
      reads.push({ text: statement.text, values: statement.values })
    }
  }
  query.mockRestore()
  return reads
}

/** Pages that the statements touch: unlike their time, the same at every run. */
const countPages = async (client: Client, reads: QueryConfig[]) => {
  let pages = 0
  for (const { text, values } of reads) {
    const { rows } = await client.query(
      `explain (analyze, buffers, format json) ${text}`,
      values
    )
    const { Plan: plan } = rows[0]["QUERY PLAN"][0]
    pages += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
  }
  return pages
}

/** Orders of months ago, each with its record and its event. */
const insertSettled = async (client: Client, from: number, to: number) => {
  const insert = async (into: string, values: string) =>
    await client.query(
      `insert into ${into} select ${values} from generate_series($1::int, $2) n`,
      [from, to]
    )
  const id = "'order_01' || lpad(n::text, 24, '0')"
  const past = "now() - n * interval '1 minute' - interval '1 day'"
  await insert(
    `"order" (id, currency_code, created_at)`,
    `${id}, 'eur', ${past}`
  )
  await insert(
    "order_finalization (id, order_id, status, transaction_id)",
    `'ordfin_' || n, ${id}, 'finalized', 'auto-' || n`
  )
  await insert(
    "order_finalization_event (id, order_id, sequence, name, data, due_at, published_at, attempts, position)",
    `'ordev_' || n, ${id}, 1, 'order.finalized', '{}', ${past}, ${past} + interval '1 minute', 1, 1000000 + n`
  )
  for (const table of [
    "order",
    "order_finalization",
    "order_finalization_event",
  ]) {
    await client.query(`vacuum analyze "${table}"`)
  }
}

describeOnEngine("The audit", (context) => {
  it("costs the same among a thousand old orders and among a hundred thousand", async () => {
    const { backend, engine } = context
    const audit = async () => await auditOrdersWorkflow(backend.container).run()
    await createOrder(backend, 10)
    await withClient(engine.databaseUrl, async (client) => {
      await client.query(
        `insert into workflow_execution
           (id, workflow_id, transaction_id, run_id, state)
         values ('undone', 'complete-cart', 'auto-1', 'undone', 'failed')`
      )
      await passMinutes(engine.databaseUrl)
      await insertSettled(client, 1, FEW)
      const few = await countPages(client, await captureReads(audit))
      await insertSettled(client, FEW + 1, MANY)
      const many = await countPages(client, await captureReads(audit))

      expect(few).toBeGreaterThan(0)
      expect(many / few).toBeLessThan(2)
    })
  }, 120_000)
})
