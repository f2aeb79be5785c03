import { fork } from "child_process"
import * as fs from "fs"
import * as os from "os"
import * as path from "path"
import type { SqlManager } from "../../src/modules/order-finalization/queries/sql"
import { findNamedOrders } from "../../src/modules/order-finalization/queries/finalization/find-named-orders"
import { listFinalizedOrders } from "../../src/modules/order-finalization/queries/finalization/list-finalized-orders"
import { ROOT } from "../helpers/backend/root"
import type { CompareFigures } from "../helpers/backend/compare-process"
import { createTestEngine, type TestEngine } from "../helpers/backend/engine"
import { withClient } from "../helpers/services/databases"
import { toSqlManager } from "../helpers/services/sql-manager"

const ORDERS = 100_000
/** Spread over all: 30 are reverted and held, 50 are final and lost. */
const REVERTED_EVERY = ORDERS / 30
const LOST = 50
const STRANGERS = 20
const MAX_MS = 10_000
const MAX_MB = 100

const PROCESS = path.join(
  ROOT,
  "integration-tests/helpers/backend/compare-process.ts"
)

const toId = (n: number) => `order_01${String(n).padStart(24, "0")}`
const isReverted = (n: number) => Math.floor(n % REVERTED_EVERY) === 0
const isLost = (n: number) => n % (ORDERS / LOST) === 7

const numbers = Array.from({ length: ORDERS }, (_, n) => n)
const reverted = numbers.filter(isReverted)
const lost = numbers.filter(isLost)

describe("Comparing a hundred thousand orders", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "compare-cost-"))
  const file = path.join(folder, "orders.csv")
  const out = path.join(folder, "differences.csv")
  let engine: TestEngine

  beforeAll(async () => {
    engine = await createTestEngine()
    await withClient(engine.databaseUrl, async (client) => {
      const insert = async (from: number, to: number) =>
        await client.query(
          `insert into order_finalization
             (id, order_id, display_id, status, reason, finalized_at)
           select 'ordfin_' || n, 'order_01' || lpad(n::text, 24, '0'), n + 1, 'finalized', null,
             '2026-11-01'::timestamptz + n * interval '1 second'
           from generate_series($1::int, $2) n`,
          [from, to]
        )
      await insert(0, ORDERS - 1)
      await client.query(
        `update order_finalization
         set status = 'reverted', reason = '{"code": "order_missing", "step": null}'
         where display_id = any($1)`,
        [reverted.map((n) => n + 1)]
      )
      await client.query("vacuum analyze order_finalization")
    })
  })
  afterAll(async () => {
    fs.rmSync(folder, { recursive: true })
    await engine.dispose()
  })

  const measure = async (...words: string[]): Promise<CompareFigures> =>
    await new Promise((resolve, reject) => {
      const child = fork(PROCESS, [engine.databaseUrl, ...words], {
        cwd: ROOT,
        execArgv: ["--expose-gc", "--no-deprecation", "-r", "ts-node/register"],
        // Jest's own would make Medusa behave, and log, in another way.
        env: {
          ...process.env,
          NODE_ENV: "development",
          NODE_OPTIONS: undefined,
        },
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      })
      child.once("message", (message: CompareFigures | { error: string }) =>
        "error" in message ? reject(new Error(message.error)) : resolve(message)
      )
      child.once("exit", (code) => reject(new Error(`It ended with ${code}`)))
    })

  it(`finds the ${LOST} that an ERP has lost, the ${reverted.length} reverted that it holds and its ${STRANGERS} strangers, in ${MAX_MS / 1000} s and ${MAX_MB} MB`, async () => {
    expect([reverted.length, lost.length]).toEqual([30, LOST])
    expect(lost.filter(isReverted)).toEqual([])
    // Half of them by their number, among columns of its own.
    const held = numbers
      .filter((n) => !isLost(n))
      .map((n) => (n % 2 ? `"${toId(n)}";;12,50` : `;${n + 1};12,50`))
    const strangers = Array.from(
      { length: STRANGERS },
      (_, n) => `erp-${n};;0,00`
    )
    const rows = ["order_id;display_id;total", ...held, ...strangers]
    fs.writeFileSync(file, `\ufeff${rows.join("\r\n")}\r\n`)

    const figures = await measure(file, "--since", "2026-11-01", "--out", out)
    expect(figures.exit_code).toBe(1)
    expect(fs.readFileSync(out, "utf8").trimEnd().split("\n")).toEqual([
      "difference,id,display_id,status,reason",
      ...reverted.map(
        (n) => `to_void,${toId(n)},${n + 1},reverted,order_missing`
      ),
      ...lost.map((n) => `missing,${toId(n)},${n + 1},finalized,`),
      ...strangers.map((row) => `unknown,${row.split(";")[0]},,,`),
    ])
    expect(figures.ms).toBeLessThan(MAX_MS)
    expect(figures.memory_mb).toBeLessThan(MAX_MB)
  }, 180_000)

  it("reads by indexes alone, what is named and what has become final", async () => {
    await withClient(engine.databaseUrl, async (client) => {
      const countScans = async () => {
        const { rows } = await client.query<{ scans: string }>(
          "select seq_scan as scans from pg_stat_xact_user_tables where relname = 'order_finalization'"
        )
        return Number(rows[0]!.scans)
      }
      const scansOf = async (
        query: (sql: SqlManager) => Promise<unknown[]>
      ) => {
        await client.query("begin")
        const before = await countScans()
        const rows = await query(toSqlManager(client))
        const after = await countScans()
        await client.query("rollback")
        return { rows: rows.length, scans: after - before }
      }
      const named = numbers.slice(0, 5_000).flatMap((n) => [
        { id: toId(n), state: "held" as const },
        { display_id: n + 1, state: "held" as const },
      ])
      expect(
        await scansOf(async (sql) => await findNamedOrders(sql, named))
      ).toEqual({ rows: 10_000, scans: 0 })
      const hour = {
        since: "2026-11-01T02:00:00Z",
        until: "2026-11-01T03:00:00Z",
      }
      expect(
        await scansOf(
          async (sql) => await listFinalizedOrders(sql, hour, null, 10_000)
        )
      ).toEqual({
        rows: 3_600 - reverted.filter((n) => n >= 7_200 && n < 10_800).length,
        scans: 0,
      })
    })
  })
})
