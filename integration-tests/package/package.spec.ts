import { execFileSync, spawnSync } from "child_process"
import { randomBytes } from "crypto"
import * as fs from "fs"
import * as os from "os"
import * as path from "path"
import { createApi } from "../helpers/api"
import { ROOT } from "../helpers/app"
import { completeCart, createCart } from "../helpers/checkout"
import { createDatabase, dropDatabase } from "../helpers/databases"
import { createFreshBackend, writeFile } from "../helpers/fresh-backend"
import type { JournaledEvent } from "../helpers/journal"
import { readLines } from "../helpers/json-lines"
import { runMedusa, startMedusa } from "../helpers/medusa-command"
import { listFiles, packPlugin } from "../helpers/packed-plugin"
import { readWholeExamples } from "../helpers/readme"
import { readSeed } from "../helpers/seed"
import { waitFor } from "../helpers/wait-for"

const NAME = "medusa-plugin-order-finalized"

const RECIPES = [
  "admin-feed",
  "erp-over-http",
  "fulfilment-release",
  "hubspot-crm",
]

/** Six starts of Medusa, of which the first one migrates everything. */
const BACKEND_TIMEOUT = 240_000

describe("The packed plugin", () => {
  const server = process.env.TEST_POSTGRES_URL!
  const database = `${process.env.TEST_RUN}_${randomBytes(4).toString("hex")}`
  let backend: string
  let plugin: string
  let env: Record<string, string | undefined>

  beforeAll(() => {
    // Node goes by real paths, and a temporary folder may itself be a link.
    const folder = fs.realpathSync(os.tmpdir())
    backend = fs.mkdtempSync(path.join(folder, "order-finalization-package-"))
    createFreshBackend(backend, packPlugin(backend))
    plugin = path.join(backend, "node_modules", NAME)
  }, BACKEND_TIMEOUT)
  afterAll(async () => {
    fs.rmSync(backend, { recursive: true, force: true })
    await dropDatabase(server, database)
  })

  const runNode = (script: string) =>
    execFileSync(process.execPath, ["-e", script], {
      cwd: backend,
      env: { ...process.env, NODE_OPTIONS: undefined },
      encoding: "utf8",
    })

  const compile = () =>
    spawnSync(
      process.execPath,
      [path.join(backend, "node_modules/typescript/bin/tsc"), "-p", backend],
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
    expect(files).toEqual(expect.arrayContaining(recipes))
    const others = files.filter((file) => !built.includes(file))
    expect(others).toHaveLength(4 + recipes.length)
    for (const file of built) {
      expect(file).toMatch(/^\.medusa\/server\/src\/.*\.(js|mjs|d\.ts)$/)
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
          target.includes("/recipes/") ? "admin-feed" : "order-finalization"
        )
      )

    for (const target of targets) {
      expect([target, fs.existsSync(path.join(plugin, target))]).toEqual([
        target,
        true,
      ])
      if (target.endsWith(".js")) {
        const types = target.replace(/\.js$/, ".d.ts")
        expect([types, fs.existsSync(path.join(plugin, types))]).toEqual([
          types,
          true,
        ])
      }
    }
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
    "row 1: migrates and runs in an empty backend, whose subscriber hears of the order",
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
        expect(heard).toMatchObject({
          name: "order.finalized",
          is_paid: true,
          data: { id: data.order.id, cart_id, sequence: 1 },
        })
        const { event_id } = heard!.data
        expect(readLines(erpFile)).toEqual([
          { name: "order.finalized", event_id },
        ])

        const { api, storeHeaders } = storefront
        const path = `/store/orders/${data.order.id}/finalization`
        expect((await api.get(path, storeHeaders)).data).toMatchObject({
          finalization: { status: "finalized" },
        })
        expect((await api.get("/admin/order-events")).status).toBe(401)
        orderId = data.order.id
      } finally {
        await running.end()
      }

      const script = `node_modules/${NAME}/.medusa/server/src/scripts/reconcile.js`
      const report = async (...orderIds: string[]) =>
        await runMedusa(["exec", script, ...orderIds], options)
      expect(await report()).toContain("Looked at 0 orders: nothing was open.")
      expect(await report(orderId)).toContain(
        "Looked at 1 orders: 1 finalized. The audit opened 0 records and reverted 0."
      )
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
})
