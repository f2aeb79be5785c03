import type { Client } from "pg"
import { claimDueReceipts } from "../../src/modules/order-finalization/queries/inbox/claim-due-receipts"
import { findNextReceipt } from "../../src/modules/order-finalization/queries/inbox/find-next-receipt"
import { finishWebhookReceipts } from "../../src/modules/order-finalization/queries/inbox/finish-webhook-receipts"
import type { ClaimedReceipt } from "../../src/modules/order-finalization/receipt-types"
import { createTestEngine, type TestEngine } from "../helpers/backend/engine"
import { countPages } from "../helpers/services/count-pages"
import { withClient } from "../helpers/services/databases"

const CLAIMED = 20
const FEW = 1_000
const MANY = 20_000
const WEBHOOK = "ordwh_1"
const CONSUMER = `webhook:${WEBHOOK}`

const insertWaiting = async (client: Client, from: number, to: number) => {
  await client.query(
    `insert into order_finalization_event (id, order_id, sequence, name, data, due_at, published_at, attempts, position)
     select 'ordev_' || n, 'order_' || n, 1, 'order.finalized', '{}', now(), now(), 1, n
     from generate_series($1::int, $2) n`,
    [from, to]
  )
  // Of this webhook, and of a consumer that is behind.
  await client.query(
    `insert into order_finalization_receipt (id, event_id, order_id, sequence, consumer, status, next_attempt_at)
     select 'ordrec_' || n || consumer, 'ordev_' || n, 'order_' || n, 1, consumer, 'pending', now()
     from generate_series($1::int, $2) n, unnest(array[$3, 'erp']) consumer`,
    [from, to, CONSUMER]
  )
}

describe("The cost of a delivery", () => {
  let engine: TestEngine

  beforeAll(async () => {
    engine = await createTestEngine()
  })
  afterAll(async () => await engine.dispose())

  it.each([
    ["no statistics, as after a sudden backlog", ""],
    ["statistics", "analyze order_finalization_receipt"],
  ])(
    "is the same whether a thousand wait or twenty thousand, with %s",
    async (_, prepare) => {
      await withClient(engine.databaseUrl, async (client) => {
        await client.query(
          `truncate order_finalization_event, order_finalization_receipt, order_finalization_webhook`
        )
        for (const table of ["event", "receipt"]) {
          await client.query(
            `alter table order_finalization_${table} set (autovacuum_enabled = false)`
          )
        }
        await client.query(
          `insert into order_finalization_webhook (id, url, events, format, max_in_flight, secrets, sealed_headers, header_names, status)
           values ($1, 'https://erp.example.com', '["order.finalized"]', 'standard', 20, '[]', '{}', '[]', 'active')`,
          [WEBHOOK]
        )
        const receipt = {
          receipt_id: `ordrec_1${CONSUMER}`,
          order_id: "order_1",
          consumer: CONSUMER,
          sequence: 1,
          attempts: 0,
        } as ClaimedReceipt
        const made = {
          receipt,
          attempt: {
            started_at: new Date().toISOString(),
            duration_ms: 1,
            status_code: 200,
            error_code: null,
            answer_excerpt: null,
          },
        }
        const measure = async () => {
          await client.query(prepare)
          return {
            claim: await countPages(
              client,
              async (manager) =>
                claimDueReceipts(manager, CONSUMER, CLAIMED, 30_000, 10),
              CLAIMED
            ),
            finish: await countPages(
              client,
              async (manager) =>
                finishWebhookReceipts(manager, WEBHOOK, [made], 60_000),
              1
            ),
            next: await countPages(
              client,
              async (manager) => findNextReceipt(manager, receipt),
              0
            ),
          }
        }
        await insertWaiting(client, 1, FEW)
        const few = await measure()
        await insertWaiting(client, FEW + 1, MANY)
        const many = await measure()

        // An index of more rows is a level or two deeper.
        expect(many.claim / few.claim).toBeLessThan(2)
        expect(many.finish / few.finish).toBeLessThan(2)
        expect(many.next - few.next).toBeLessThan(5)
      })
    },
    120_000
  )
})
