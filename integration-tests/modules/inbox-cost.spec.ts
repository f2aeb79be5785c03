import "../helpers/backend/quiet"
import type { Client } from "pg"
import { openModuleDatabase } from "../helpers/services/migrate-module"
import { toSqlManager } from "../helpers/services/sql-manager"
import { claimDueReceipts } from "../../src/modules/order-finalization/queries/inbox/claim-due-receipts"
import { findNextReceipt } from "../../src/modules/order-finalization/queries/inbox/find-next-receipt"
import { finishWebhookReceipts } from "../../src/modules/order-finalization/queries/inbox/finish-webhook-receipts"
import type { SqlManager } from "../../src/modules/order-finalization/queries/sql"
import type { ClaimedReceipt } from "../../src/modules/order-finalization/receipt-types"

const BACKLOG = 100_000
const CONSUMER = "webhook:ordwh_1"
/** In pages of 8 kB: that of the backlog is some thousands, each time that it is read. */
const MAX_PAGES = 1_000

const RECEIPT: ClaimedReceipt = {
  id: "ordev_1",
  receipt_id: "ordrec_1",
  order_id: "order_1",
  sequence: 1,
  consumer: CONSUMER,
  attempts: 1,
  failed_attempts: 0,
  name: "order.finalized",
  data: {} as never,
}

describe("Among a hundred thousand receipts of one consumer", () => {
  let client: Client
  let drop: () => Promise<void>

  beforeAll(async () => {
    ;({ client, drop } = await openModuleDatabase())
    // Two events an order, and for each of them a receipt that is due.
    await client.query(`
      alter table order_finalization_receipt set (autovacuum_enabled = false);
      insert into order_finalization_webhook (id, url, events, format, secrets, sealed_headers, header_names, status)
      values ('ordwh_1', 'https://erp.example.com', '[]', 'standard', '[]', '{}', '[]', 'active');
      insert into order_finalization_event (id, order_id, sequence, name, data)
      select 'ordev_' || number, 'order_' || (number + 1) / 2, 2 - number % 2,
        case number % 2 when 1 then 'order.finalized' else 'order.reverted' end, '{}'
      from generate_series(1, 1000) number;
      insert into order_finalization_receipt (
        id, event_id, order_id, sequence, consumer, status, next_attempt_at
      )
      select 'ordrec_' || number, 'ordev_' || number, 'order_' || (number + 1) / 2,
        2 - number % 2, '${CONSUMER}', 'pending', now() - (${BACKLOG} - number) * interval '1 ms'
      from generate_series(1, ${BACKLOG}) number;
    `)
  })
  afterAll(async () => await drop())

  /** How many pages a statement reads. */
  const countPages = async (run: (sql: SqlManager) => Promise<unknown>) => {
    const plain = toSqlManager(client)
    let pages = 0
    await run({
      execute: async <Row>(sql: string, parameters?: unknown[]) => {
        const [row] = await plain.execute<{
          "QUERY PLAN": { Plan: Record<string, number> }[]
        }>(`explain (analyze, buffers, format json) ${sql}`, parameters)
        const { Plan } = row!["QUERY PLAN"][0]!
        pages = Plan["Shared Hit Blocks"]! + Plan["Shared Read Blocks"]!
        return [] as Row[]
      },
    })
    return pages
  }

  const QUERIES: [string, (sql: SqlManager) => Promise<unknown>][] = [
    [
      "those that are due are claimed",
      async (sql) => await claimDueReceipts(sql, CONSUMER, 20, 30_000, 10),
    ],
    [
      "an order's next one is found",
      async (sql) => await findNextReceipt(sql, RECEIPT),
    ],
    [
      "those that were taken are noted",
      async (sql) => {
        const attempt = {
          started_at: new Date().toISOString(),
          duration_ms: 1,
          status_code: 200,
          error_code: null,
          answer_excerpt: null,
        }
        const made = [1, 3, 5].map((number) => ({
          receipt: { ...RECEIPT, receipt_id: `ordrec_${number}` },
          attempt,
        }))
        await finishWebhookReceipts(sql, "ordwh_1", made, 60_000)
      },
    ],
  ]

  it.each(QUERIES)(
    "%s without reading the others, before PostgreSQL has counted them and after",
    async (_, query) => {
      await client.query(
        "delete from pg_statistic where starelid = 'order_finalization_receipt'::regclass"
      )
      expect(await countPages(query)).toBeLessThan(MAX_PAGES)
      await client.query("analyze order_finalization_receipt")
      expect(await countPages(query)).toBeLessThan(MAX_PAGES)
    }
  )
})
