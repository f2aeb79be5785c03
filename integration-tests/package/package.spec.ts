import { execFileSync, spawnSync } from "child_process"
import { randomBytes } from "crypto"
import { transformSync } from "esbuild"
import * as fs from "fs"
import * as os from "os"
import * as path from "path"
import { version } from "../../package.json"
import { createApi } from "../helpers/backend/api"
import { ROOT } from "../helpers/backend/root"
import { completeCart, createCart } from "../helpers/shop/checkout"
import {
  createDatabase,
  dropDatabase,
  withClient,
} from "../helpers/services/databases"
import { createFreshBackend, writeFile } from "../helpers/backend/fresh-backend"
import type { JournaledEvent } from "../helpers/watch/journal"
import { findFault } from "../helpers/watch/event-contract"
import { readLines } from "../helpers/watch/json-lines"
import {
  runMedusa,
  spawnMedusa,
  startMedusa,
} from "../helpers/backend/medusa-command"
import { listFiles, packPlugin } from "../helpers/backend/packed-plugin"
import { readWholeExamples } from "../helpers/watch/readme"
import { readSeed } from "../helpers/shop/seed"
import { waitFor } from "../helpers/watch/wait-for"

const NAME = "medusa-plugin-order-finalized"

const RECIPES = [
  "admin-feed",
  "erp-over-http",
  "fulfilment-release",
  "hubspot-crm",
  "kafka",
  "nats-jetstream",
  "rabbitmq",
]

const SCHEMAS = [
  "asyncapi",
  "openapi",
  "order-cloud-event",
  "order-webhook-cloud-event",
  "order-finalized",
  "order-reverted",
  "order-webhook",
]

const SCRIPTS = `node_modules/${NAME}/.medusa/server/src/scripts`
const RECONCILE = `${SCRIPTS}/reconcile.js`
const COMPARE = `${SCRIPTS}/compare.js`

/** What the two recipes have left of an order: a fulfilment, and a notice. */
const countByRecipes = async (url: string, orderId: string) =>
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      `select (select count(*) from order_fulfillment where order_id = $1)::int
         + (select count(*) from notification where idempotency_key = $2)::int as count`,
      [orderId, `admin-feed-${orderId}`]
    )
    return rows[0]!.count
  })

/** Several starts of Medusa, of which the first one migrates everything. */
const BACKEND_TIMEOUT = 400_000

describe("The packed plugin", () => {
  const server = process.env.TEST_POSTGRES_URL!
  const database = `${process.env.TEST_RUN}_${randomBytes(4).toString("hex")}`
  let backend: string
  let plugin: string
  let env: Record<string, string | undefined>

  beforeAll(async () => {
    // Node goes by real paths, and a temporary folder may itself be a link.
    const folder = fs.realpathSync(os.tmpdir())
    backend = fs.mkdtempSync(path.join(folder, "order-finalization-package-"))
    createFreshBackend(backend, await packPlugin())
    plugin = path.join(backend, "node_modules", NAME)
  }, BACKEND_TIMEOUT)
  afterAll(async () => {
    fs.rmSync(backend, { recursive: true, force: true })
    await dropDatabase(server, database)
  })

  const readMigrations = () =>
    listFiles(plugin)
      .map((file) => path.basename(file, ".js"))
      .filter((name) => /^Migration\d+$/.test(name))

  const sell = async (url: string): Promise<string> => {
    const seed = await readSeed(env.DATABASE_URL!)
    const storefront = {
      seed,
      api: createApi(url),
      storeHeaders: { "x-publishable-api-key": seed.publishable_key },
    }
    const { cart_id } = await createCart(storefront)
    return (await completeCart(storefront, cart_id)).data.order.id
  }

  const runNode = (script: string) =>
    execFileSync(process.execPath, ["-e", script], {
      cwd: backend,
      env: { ...process.env, NODE_OPTIONS: undefined },
      encoding: "utf8",
    })

  const compile = () =>
    spawnSync(
      process.execPath,
      [
        path.join(backend, "node_modules/typescript/bin/tsc"),
        "-p",
        backend,
        "--noEmit",
      ],
      { encoding: "utf8", env: { ...process.env, NODE_OPTIONS: undefined } }
    )

  it("holds what a backend needs, and nothing else", () => {
    const files = listFiles(plugin)

    expect(files).toEqual(
      expect.arrayContaining([
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "package.json",
      ])
    )
    const built = files.filter((file) => file.startsWith(".medusa/"))
    const recipes = RECIPES.map((name) => `src/recipes/${name}.ts`)
    const schemas = SCHEMAS.map((name) => `src/schemas/${name}.json`)
    const sources = [...recipes, ...schemas, "src/scripts/cdc.sql"]
    expect(files).toEqual(expect.arrayContaining(sources))
    const others = files.filter((file) => !built.includes(file))
    expect(others).toHaveLength(4 + sources.length)
    for (const file of built) {
      expect(file).toMatch(
        /^\.medusa\/server\/src\/(.*\.(js|mjs|d\.ts)|schemas\/asyncapi\.json)$/
      )
      expect(file).not.toMatch(
        /__tests__|\.(spec|test)\.|integration-tests|medusa-config/
      )
    }
  })

  it("holds every file that its exports name, with its types", () => {
    const { exports } = JSON.parse(
      fs.readFileSync(path.join(plugin, "package.json"), "utf8")
    )
    const targets = Object.values<string | Record<string, string>>(exports)
      .flatMap((target) =>
        typeof target === "string" ? target : Object.values(target)
      )
      .map((target) =>
        target.replace(
          "*",
          target.includes("/recipes/")
            ? "admin-feed"
            : target.includes("/schemas/")
              ? "order-finalized"
              : "order-finalization"
        )
      )

    for (const target of targets) {
      expect([target, fs.existsSync(path.join(plugin, target))]).toEqual([
        target,
        true,
      ])
      // The dashboard alone loads its part: nobody asks for its types.
      if (target.endsWith(".js") && !target.includes("/admin/")) {
        const types = target.replace(/\.js$/, ".d.ts")
        expect([types, fs.existsSync(path.join(plugin, types))]).toEqual([
          types,
          true,
        ])
      }
    }
  })

  it("holds all that the sources are made of, routes of whatever name included", () => {
    const sources = listFiles(path.join(ROOT, "src"))
      .filter((file) => file.endsWith(".ts") && !file.startsWith("admin/"))
      .map((file) => file.replace(/\.ts$/, ".js"))
    const built = listFiles(path.join(plugin, ".medusa/server/src"))
    expect(sources.filter((file) => !built.includes(file))).toEqual([])
  })

  it("brings the dashboard's part, of which the libraries are the dashboard's own", () => {
    const folder = path.join(plugin, ".medusa/server/src/admin")
    expect(listFiles(folder)).toEqual(["index.js", "index.mjs"])
    const code = fs.readFileSync(path.join(folder, "index.mjs"), "utf8")
    // As a dashboard's build takes it in, which imports it, and makes it small: Medusa's
    // leaves a plugin's as it is. Its UI alone, if it were bundled, would make it 2.3 MB.
    const minified = transformSync(code, { minify: true, charset: "utf8" }).code
    expect(Buffer.byteLength(minified)).toBeLessThan(60_000)
    expect(code).toMatch(/from "@medusajs\/ui"/)
    expect(code).toContain("order.details.side.before")
  })

  it("can be required, and so can its workflows", () => {
    const keys = (name: string) =>
      JSON.parse(
        runNode(`console.log(JSON.stringify(Object.keys(require("${name}"))))`)
      )
    expect(keys(NAME)).toEqual(
      expect.arrayContaining([
        "OrderFinalizationEvents",
        "OrderFinalizationStatus",
        "OrderRevertedReason",
      ])
    )
    expect(keys(`${NAME}/workflows`)).toEqual(
      expect.arrayContaining(["settleOrderWorkflow", "reconcileOrdersWorkflow"])
    )
  })

  it("has its schemas by their names", () => {
    const read = (name: string) =>
      JSON.parse(
        runNode(
          `console.log(JSON.stringify(require("${NAME}/schemas/${name}.json")))`
        )
      )
    expect(read("order-finalized")).toMatchObject({
      title: "OrderFinalizedEventData",
    })
    expect(read("asyncapi")).toMatchObject({ asyncapi: "3.0.0" })
  })

  it("brings its types, by which a wrong field is an error", () => {
    const use = (field: string) =>
      writeFile(
        backend,
        "src/use-types.ts",
        `import type {
          OrderFinalizedEventData,
          OrderRevertedEventData,
        } from "${NAME}"
        import { settleOrderWorkflow } from "${NAME}/workflows"

        export const read = (
          finalized: OrderFinalizedEventData,
          reverted: OrderRevertedEventData
        ): [number, string | null, string] => [
          finalized.${field},
          reverted.reason.step,
          settleOrderWorkflow.getName(),
        ]`
      )
    use("total")
    expect(compile()).toMatchObject({ status: 0, stdout: "" })

    use("grand_total")
    const { status, stdout } = compile()
    expect(status).not.toBe(0)
    expect(stdout).toMatch(
      /use-types\.ts.*'grand_total' does not exist on type 'OrderFinalizedEventData'/
    )
    fs.rmSync(path.join(backend, "src/use-types.ts"))
  }, 120_000)

  it("compiles what a user may write, and refuses what its types rule out", () => {
    // What must not compile stands below `@ts-expect-error`, which is an error if it does.
    const folders = [
      path.join(ROOT, "integration-tests/types"),
      path.join(plugin, "src/recipes"),
    ]
    const files = folders.flatMap((folder) =>
      fs.readdirSync(folder).map((file) => path.join(folder, file))
    )
    for (const file of files) {
      const target = `src/user/${path.basename(file)}`
      writeFile(backend, target, fs.readFileSync(file, "utf8"))
    }
    for (const [file, code] of readWholeExamples()) {
      writeFile(backend, `src/user/readme/${file}`, code)
    }
    expect(compile()).toMatchObject({ status: 0, stdout: "" })
    fs.rmSync(path.join(backend, "src/user"), { recursive: true })
  }, 120_000)

  it(
    "migrates and runs in an empty backend, whose subscriber hears of the order",
    async () => {
      const databaseUrl = await createDatabase(server, database)
      const eventsFile = path.join(backend, "order-events.jsonl")
      const erpFile = path.join(backend, "erp.jsonl")
      env = {
        DATABASE_URL: databaseUrl,
        REDIS_URL: undefined,
        ORDER_EVENTS_FILE: eventsFile,
        ERP_FILE: erpFile,
      }
      const options = { cwd: backend, env }
      const migrated = await runMedusa(
        ["db:migrate", "--execute-all-links", "--skip-scripts"],
        options
      )
      expect(migrated).toMatch(
        /MODULE: order_finalization\s[^]*Migrated Migration/
      )
      await runMedusa(["exec", "src/scripts/seed-shop.ts"], options)
      // A recipe is copied, or imported.
      fs.copyFileSync(
        path.join(plugin, "src/recipes/fulfilment-release.ts"),
        path.join(backend, "src/subscribers/fulfilment-release.ts")
      )
      writeFile(
        backend,
        "src/subscribers/admin-feed.ts",
        `export { default, config } from "${NAME}/recipes/admin-feed"`
      )

      let orderId: string
      const running = await startMedusa(options)
      try {
        const seed = await readSeed(databaseUrl)
        const storefront = {
          seed,
          api: createApi(running.url),
          storeHeaders: { "x-publishable-api-key": seed.publishable_key },
        }
        const { cart_id } = await createCart(storefront)
        const { status, data } = await completeCart(storefront, cart_id)
        expect(status).toBe(200)

        await waitFor(
          () => fs.existsSync(eventsFile) && fs.existsSync(erpFile),
          { message: () => `the subscribers' files:\n${running.output()}` }
        )
        const [heard, ...more] = readLines<JournaledEvent>(eventsFile)
        expect(more).toEqual([])
        expect(findFault("order-finalized", heard!.data)).toBeNull()
        expect(heard).toMatchObject({
          name: "order.finalized",
          is_paid: true,
          data: { id: data.order.id, cart_id, sequence: 1 },
        })
        expect(running.output()).toContain(
          `${NAME} ${version}: finalizeOn "authorized", awaitingPaymentTimeout null,`
        )
        await waitFor(
          async () => (await countByRecipes(databaseUrl, data.order.id)) === 2,
          { message: () => `the recipes to have run:\n${running.output()}` }
        )
        const { event_id } = heard!.data
        expect(readLines(erpFile)).toEqual([
          { name: "order.finalized", event_id },
        ])

        const { api, storeHeaders } = storefront
        const path = `/store/orders/${data.order.id}/finalization`
        expect((await api.get(path, storeHeaders)).data).toMatchObject({
          finalization: { status: "confirmed" },
        })
        expect((await api.get("/admin/order-events")).status).toBe(401)
        orderId = data.order.id
      } finally {
        await running.end()
      }

      const report = async (...orderIds: string[]) =>
        await runMedusa(["exec", RECONCILE, ...orderIds], options)
      expect(await report()).toContain("Reconciled 0 orders: nothing was open.")
      expect(await report(orderId)).toContain(
        "Reconciled 1 orders: 1 finalized. The audit opened 0 records and reverted 0."
      )
      // One that is mistyped is named, and the script says so by its exit code.
      await expect(report(orderId, "order_none")).rejects.toThrow(
        new RegExp(
          `ended with 1:[^]*${orderId}: finalized[^]*order_none: no record: there is no such order`
        )
      )

      const compare = async (csv: string) => {
        writeFile(backend, "orders.csv", csv)
        const words = ["orders.csv", "--since", "2020-01-01"]
        const command = spawnMedusa(["exec", COMPARE, "--", ...words], options)
        const code = await command.exited
        return { code, output: command.output() }
      }
      expect(await compare(`id\n${orderId}\n`)).toEqual({
        code: 0,
        output: expect.stringContaining("0 missing"),
      })
      expect(await compare("id\norder_none\n")).toEqual({
        code: 1,
        output: expect.stringMatching(/1 missing.* 1 unknown/),
      })
      const written = path.join(backend, "differences.csv")
      expect(fs.readFileSync(written, "utf8")).toContain(`missing,${orderId},`)
      expect(await compare("id\norder_none\n,\n")).toEqual({
        code: 2,
        output: expect.stringContaining("orders.csv, line 3: "),
      })
    },
    BACKEND_TIMEOUT
  )

  it(
    "stops the boot for a second handler of one consumer",
    async () => {
      const erp = fs.readFileSync(path.join(backend, "src/subscribers/erp.ts"))
      writeFile(backend, "src/subscribers/erp-too.ts", erp.toString())
      await expect(startMedusa({ cwd: backend, env })).rejects.toThrow(
        'A handler of the consumer "erp" is there already'
      )
    },
    BACKEND_TIMEOUT
  )

  it(
    "stops the boot of a backend that builds on it and does not list it, and says so once",
    async () => {
      const without = { ...env, WITHOUT_PLUGIN: "1" }
      const refusal = async () =>
        await startMedusa({ cwd: backend, env: without }).then(
          async (running) => await running.end().then(() => "it has booted"),
          (error: Error) => error.message
        )
      for (const file of ["erp-too.ts", "fulfilment-release.ts"]) {
        fs.rmSync(path.join(backend, "src/subscribers", file))
      }
      const consumer = await refusal()
      fs.rmSync(path.join(backend, "src/subscribers/erp.ts"))
      writeFile(
        backend,
        "src/workflows/gates.ts",
        `import { addFinalizationGate } from "${NAME}"
         addFinalizationGate("fraud", async () => ({ pass: true }))`
      )
      const gate = await refusal()
      fs.rmSync(path.join(backend, "src/workflows"), { recursive: true })

      const way = `${NAME} is not loaded. Add it to \`plugins\` in medusa-config.ts:`
      const saidIn = (output: string) =>
        output.split("\n").filter((line) => /error.*is not loaded/.test(line))
      expect(saidIn(consumer)).toEqual([
        expect.stringContaining(
          `The consumer "erp" of processOnce would never be called: ${way}`
        ),
      ])
      expect(saidIn(gate)).toEqual([
        expect.stringContaining(
          `The finalization gate "fraud" would never be asked: ${way}`
        ),
      ])
    },
    BACKEND_TIMEOUT
  )

  it(
    "publishes orders that were placed while it was off, by a script that leaves them to the backend or by itself",
    async () => {
      const databaseUrl = env.DATABASE_URL!
      const off = await startMedusa({
        cwd: backend,
        env: { ...env, WITHOUT_PLUGIN: "1" },
      })
      const first = await sell(off.url)
      const second = await sell(off.url)
      await off.end()

      const printed = await runMedusa(["exec", RECONCILE, first], {
        cwd: backend,
        env,
      })
      expect(printed).toContain(`${first}: finalized`)
      const heard = () =>
        readLines<JournaledEvent>(env.ORDER_EVENTS_FILE!).map(
          ({ data }) => data.id
        )
      const events = await withClient(databaseUrl, async (client) => {
        const { rows } = await client.query(
          `select due_at is not null as is_due, published_at is not null as is_published
           from order_finalization_event where order_id = $1`,
          [first]
        )
        return rows
      })
      expect(events).toEqual([{ is_due: true, is_published: false }])
      expect(heard()).not.toContain(first)

      const on = await startMedusa({ cwd: backend, env })
      await waitFor(() => [first, second].every((id) => heard().includes(id)), {
        timeout: 150_000,
        message: () => `both orders:\n${on.output()}`,
      })
      await on.end()
      expect(heard().filter((id) => [first, second].includes(id))).toHaveLength(
        2
      )
    },
    2 * BACKEND_TIMEOUT
  )

  it(
    "leaves nothing behind once each of its migrations is rolled back, and the shop sells on",
    async () => {
      const { DATABASE_URL } = env
      const options = { cwd: backend, env }
      for (const _ of readMigrations()) {
        await runMedusa(["db:rollback", "order_finalization"], options)
      }
      const left = await withClient(DATABASE_URL!, async (client) => {
        const { rows } = await client.query<{ name: string }>(
          `select table_name as name from information_schema.tables
           where table_name ~ '^order_finalization'
           union all
           select name from mikro_orm_migrations where name = any($1)
           union all
           select table_name from link_module_migrations
           where table_name ~ 'finalization'`,
          [readMigrations()]
        )
        return rows
      })
      expect(left).toEqual([])

      const without = { ...env, WITHOUT_PLUGIN: "1" }
      const running = await startMedusa({ cwd: backend, env: without })
      expect(await sell(running.url)).toMatch(/^order_/)
      await running.end()
    },
    BACKEND_TIMEOUT
  )
})
