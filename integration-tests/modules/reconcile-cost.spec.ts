import type { Client } from "pg"
import { claimDueEvents } from "../../src/modules/order-finalization/queries/outbox/claim-due-events"
import { claimRecordsToCheck } from "../../src/modules/order-finalization/queries/finalization/claim-records-to-check"
import { findAlarms } from "../../src/modules/order-finalization/queries/progress/find-alarms"
import { summarize } from "../../src/modules/order-finalization/queries/progress/summarize"
import { readFeedPage } from "../../src/modules/order-finalization/queries/feed/read-feed-page"
import type { SqlManager } from "../../src/modules/order-finalization/queries/sql"
import { MAX_COUNTED } from "../../src/modules/order-finalization/types"
import { toSqlManager } from "../helpers/services/sql-manager"
import { withClient } from "../helpers/services/databases"
import { createTestEngine, type TestEngine } from "../helpers/backend/engine"

const OPEN = 50
/** After the event that both outboxes begin with. */
const FEED_PLACE = { position: 1, event_id: "ordev_1", pruned_events: 0 }
const BACKLOG = 100_000
const ALARM_BOUNDS = {
  late_after: 300_000,
  overdue_after: 3_600_000,
  max_overdue: 1_000,
  stuck_after: 3_600_000,
}
const FEW = 1_000
const MANY = 1_000_000

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

/** Pages that the statement touches: unlike its time, the same at every run. */
const countPages = async (
  client: Client,
  query: (manager: SqlManager) => Promise<unknown>,
  expectedRows = OPEN
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

const insertSettled = async (client: Client, from: number, to: number) => {
  await client.query(
    `insert into order_finalization (id, order_id, status)
     select 'ordfin_' || n, 'order_' || n, 'finalized' from generate_series($1::int, $2) n`,
    [from, to]
  )
  await client.query(
    `insert into order_finalization_event (id, order_id, sequence, name, data, due_at, published_at, attempts, position)
     select 'ordev_' || n, 'order_' || n, 1, 'order.finalized', '{}', now(), now(), 1, n
     from generate_series($1::int, $2) n`,
    [from, to]
  )
  await client.query(
    `insert into order_finalization_receipt (id, event_id, order_id, sequence, consumer, status)
     select 'ordrec_' || n, 'ordev_' || n, 'order_' || n, 1, 'erp', 'done'
     from generate_series($1::int, $2) n`,
    [from, to]
  )
  await client.query("vacuum analyze order_finalization_receipt")
  await client.query("vacuum analyze order_finalization")
  await client.query("vacuum analyze order_finalization_event")
}

describe("The cost of looking for what is open, and of a page of the feed", () => {
  let engine: TestEngine

  beforeAll(async () => {
    engine = await createTestEngine()
  })
  afterAll(async () => await engine.dispose())

  it("is the same among a thousand settled orders and among a million", async () => {
    await withClient(engine.databaseUrl, async (client) => {
      await client.query(
        `insert into order_finalization (id, order_id, status, check_at)
         select 'open_' || n, 'open_' || n, 'awaiting_payment', now() from generate_series(1, $1::int) n`,
        [OPEN]
      )
      await client.query(
        `insert into order_finalization_event (id, order_id, sequence, name, data, due_at, next_attempt_at, position)
         select 'open_' || n, 'open_' || n, 1, 'order.finalized', '{}', now(), now(), 2000000 + n
         from generate_series(1, $1::int) n`,
        [OPEN]
      )
      // What alarms are about, and the open receipts of a consumer that is behind.
      await client.query(
        `insert into order_finalization (id, order_id, status, review_reason, created_at)
         select 'alarm_' || n, 'alarm_' || n, case when n % 2 = 0 then 'reverted' else 'pending' end,
           case when n % 2 = 0 then 'Money to give back' end, now() - interval '1 day'
         from generate_series(1, $1::int) n`,
        [OPEN]
      )
      await client.query(
        `insert into order_finalization_receipt
           (id, event_id, order_id, sequence, consumer, status, next_attempt_at)
         select 'open_' || n, 'open_' || n, 'open_' || n, 1, 'crm', 'pending', now()
         from generate_series(1, $1::int) n`,
        [BACKLOG]
      )
      const measure = async () => ({
        records: await countPages(client, async (manager) =>
          claimRecordsToCheck(manager, 100, 30_000, "oldest")
        ),
        events: await countPages(client, async (manager) =>
          claimDueEvents(manager, 500, 30_000)
        ),
        feed: await countPages(client, async (manager) =>
          readFeedPage(manager, FEED_PLACE, { limit: OPEN })
        ),
        alarms: await countPages(
          client,
          async (manager) => findAlarms(manager, ALARM_BOUNDS),
          1
        ),
        summary: await countPages(client, summarize, 1),
      })
      await insertSettled(client, 1, FEW)
      const few = await measure()
      await insertSettled(client, FEW + 1, MANY)
      const many = await measure()

      // A thousand times the rows: an index over them is a level or two deeper, which
      // every claimed row pays, and nothing more.
      expect(many.records / few.records).toBeLessThan(2)
      expect(many.events / few.events).toBeLessThan(2)
      expect(many.feed / few.feed).toBeLessThan(2)
      expect(many.alarms / few.alarms).toBeLessThan(2)
      // It goes on counting to ten thousand, which lie on a few hundred pages.
      expect(many.summary - few.summary).toBeLessThan(1_000)
      const { by_status } = await summarize(toSqlManager(client))
      expect(by_status).toMatchObject({
        finalized: MAX_COUNTED,
        awaiting_payment: OPEN,
        on_hold: 0,
      })
    })
  }, 300_000)

  it("is the same whether a thousand records wait for their look or a hundred thousand", async () => {
    await withClient(engine.databaseUrl, async (client) => {
      await client.query("truncate order_finalization")
      const insertWaiting = async (from: number, to: number) => {
        await client.query(
          `insert into order_finalization (id, order_id, status, check_at, checks)
           select 'wait_' || n, 'wait_' || n, 'awaiting_payment',
             now() + (50000 - n) * interval '1 second', 12
           from generate_series($1::int, $2) n`,
          [from, to]
        )
        await client.query("vacuum analyze order_finalization")
      }
      const measure = async () => {
        const pagesOf = async (order: "oldest" | "newest") =>
          await countPages(
            client,
            async (manager) => claimRecordsToCheck(manager, 5, 30_000, order),
            5
          )
        return {
          oldest: await pagesOf("oldest"),
          newest: await pagesOf("newest"),
        }
      }
      await insertWaiting(50_001, 51_000)
      const few = await measure()
      // Half of them are overdue, after an outage say, and half wait for their time.
      await insertWaiting(1, 50_000)
      await insertWaiting(51_001, BACKLOG)
      const many = await measure()

      expect(many.oldest / few.oldest).toBeLessThan(2)
      expect(many.newest / few.newest).toBeLessThan(2)
    })
  }, 120_000)
})
