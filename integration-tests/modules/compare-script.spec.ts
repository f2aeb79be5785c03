import * as fs from "fs"
import * as os from "os"
import * as path from "path"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { processOnce } from "../../src"
import compare from "../../src/scripts/compare"
import { describeOnEngine } from "../helpers/backend/engine"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { retrieveRecord } from "../helpers/shop/order"
import { subscribeConsumer } from "../helpers/shop/subscribe-consumer"
import { withClient } from "../helpers/services/databases"
import { waitFor } from "../helpers/watch/wait-for"

/** In milliseconds: what looks for due receipts every five seconds, and the handler. */
const DELIVERY_TIME = 20_000

describeOnEngine("The compare script", (context) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "compare-script-"))
  const file = path.join(folder, "orders.csv")
  const out = path.join(folder, "differences.csv")
  const handled: string[] = []
  const since = new Date().toISOString()
  let printed: string[] = []

  const sell = async (outcome?: "error") => {
    const { cart_id } = await readyCart(context.backend, { outcome })
    await completeCart(context.backend, cart_id)
    return await waitFor(async () => {
      const [event] = await sql(
        `select id, order_id, data from order_finalization_event
         where data ->> 'cart_id' = $1 and published_at is not null`,
        [cart_id]
      )
      return event as {
        id: string
        order_id: string
        data: { display_id: number }
      }
    })
  }

  const sql = async (text: string, values: unknown[] = []) =>
    await withClient(
      context.engine.databaseUrl,
      async (client) => (await client.query(text, values)).rows
    )

  const run = async (content: string, ...args: string[]) => {
    fs.writeFileSync(file, content)
    printed = []
    const before = process.exitCode
    try {
      await compare({
        container: context.backend.container,
        args: [file, "--out", out, ...args],
      })
      return process.exitCode
    } finally {
      // It is jest's, too.
      process.exitCode = before
    }
  }

  beforeAll(() => {
    const { container } = context.backend
    const subscriber = processOnce("erp", async ({ event }) => {
      handled.push(event.data.event_id)
    })
    subscribeConsumer(container, subscriber)
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    for (const level of ["info", "warn", "error"] as const) {
      jest.spyOn(logger, level).mockImplementation((...[line]: unknown[]) => {
        printed.push(String(line))
      })
    }
  })
  afterAll(() => {
    jest.restoreAllMocks()
    fs.rmSync(folder, { recursive: true })
  })

  it("prints and writes what differs, says so by its exit code, and delivers the events of it again", async () => {
    const held = await sell()
    const lost = await sell()
    const voided = await sell()
    const undone = await sell("error")
    const events = [undone, lost, voided]
    await waitFor(() => handled.length === 4, { timeout: DELIVERY_TIME })
    const csv = [
      "order_id;state",
      `${held.order_id};`,
      `${undone.order_id};held`,
      `${voided.order_id};voided`,
      '"of, nobody";held',
      '"=HYPERLINK(""http://evil.example"")";held',
      "@SUM(1);held",
      "-1+1;held",
      "+1;held",
    ].join("\r\n")

    expect(await run(csv, "--since", since)).toBe(1)
    const rowOf = (
      kind: string,
      { order_id, data }: typeof held,
      rest: string
    ) => `${kind},${order_id},${data.display_id},${rest}`
    const rows = [
      rowOf("to_void", undone, "reverted,workflow_failed"),
      rowOf("missing", lost, "finalized,"),
      rowOf("to_restore", voided, "finalized,"),
      'unknown,"of, nobody",,,',
      `unknown,"'=HYPERLINK(""http://evil.example"")",,,`,
      "unknown,'@SUM(1),,,",
      "unknown,'-1+1,,,",
      "unknown,'+1,,,",
    ]
    expect(fs.readFileSync(out, "utf8").split("\n")).toEqual([
      "difference,id,display_id,status,reason",
      ...rows,
      "",
    ])
    expect(printed).toEqual([
      expect.stringMatching(/^difference +id +display_id +status +reason$/),
      expect.stringMatching(`^to_void +${undone.order_id} .* workflow_failed$`),
      expect.stringMatching(`^missing +${lost.order_id} `),
      expect.stringMatching(`^to_restore +${voided.order_id} `),
      expect.stringMatching("^unknown +of, nobody$"),
      expect.stringMatching("^unknown +=HYPERLINK"),
      expect.stringMatching("^unknown +@SUM"),
      expect.stringMatching("^unknown +-1"),
      expect.stringMatching("^unknown +\\+1"),
      `${file}: 1 to_void, 1 missing, 1 to_restore, 0 not_final_yet, 5 unknown, 1 agreed. The differences are in ${out}`,
    ])
    expect(handled).toHaveLength(4)

    expect(await run(csv, "--since", since, "--repair", "erp")).toBe(1)
    expect(printed.at(-1)).toBe('3 events are delivered to "erp" again.')
    await waitFor(() => handled.length === 7, { timeout: DELIVERY_TIME })
    expect(handled.slice(4).sort()).toEqual(events.map(({ id }) => id).sort())
  })

  it("names what cannot be delivered again: to a consumer that has nothing to do with it, or without its event", async () => {
    const { order_id, id } = await sell()
    const csv = `id,state\n${order_id},voided\n`
    expect(await run(csv, "--repair", "epr")).toBe(1)
    expect(printed.slice(-2)).toEqual([
      expect.stringContaining(
        `The consumer "epr" has no receipt of event ${id}`
      ),
      '0 events are delivered to "epr" again.',
    ])
    await sql("delete from order_finalization_event where id = $1", [id])
    expect(await run(csv, "--repair", "erp")).toBe(1)
    expect(printed.slice(-2)).toEqual([
      expect.stringContaining(
        `${order_id}: its order.finalized is past its retention`
      ),
      '0 events are delivered to "erp" again.',
    ])
  })

  it("ends with 0 if nothing differs, and leaves no older differences behind", async () => {
    const { order_id } = await sell()
    expect(await retrieveRecord(context.backend, order_id)).toMatchObject({
      status: "finalized",
    })
    fs.writeFileSync(out, "of yesterday")
    expect(await run(`id\n${order_id}\n`)).toBe(0)
    expect(printed).toEqual([expect.stringContaining("1 agreed")])
    expect(fs.readFileSync(out, "utf8")).toBe(
      "difference,id,display_id,status,reason\n"
    )
  })

  it("ends with 2 for a bad line, an order that is held and voided in two batches, and a bad option", async () => {
    expect(await run("id,state\norder_1,held\norder_2,gone\n")).toBe(2)
    expect(printed).toEqual([
      expect.stringContaining(`${file}, line 3: state:`),
    ])

    const others = Array.from({ length: 10_000 }, (_, n) => `order_${n},held`)
    const contradiction = ["id,state", ...others, "order_7,voided"].join("\n")
    expect(await run(contradiction)).toBe(2)
    expect(printed).toEqual([
      "Order order_7 is named as held and as voided: only one can be true.",
    ])

    expect(await run("id\norder_1\n", "--until", "2026-11-01")).toBe(2)
    expect(printed).toEqual([
      expect.stringContaining("to come with a `--since`"),
    ])
    const none = path.join(folder, "none.csv")
    fs.rmSync(out, { force: true })
    expect(await run("id\n", none)).toBe(2)
    expect(fs.existsSync(out)).toBe(false)
  })
})
