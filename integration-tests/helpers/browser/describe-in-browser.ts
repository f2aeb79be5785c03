import { randomBytes } from "crypto"
import * as fs from "fs"
import * as os from "os"
import * as path from "path"
import { chromium, type Browser, type Page } from "playwright-core"
import { createApi, postOrThrow, type Headers } from "../backend/api"
import { createTestEngine, type TestEngine } from "../backend/engine"
import type { MedusaCommand } from "../backend/medusa-command"
import type { Storefront } from "../shop/checkout"
import { ADMIN, readSeed } from "../shop/seed"
import { startAdminBackend } from "./admin-backend"
import { findChromium } from "./find-chromium"

/** Building plugin, backend and dashboard, on a busy machine; in milliseconds. */
const BUILD_TIME = 600_000
/** How long something may take to be seen; in milliseconds. */
const PATIENCE = 15_000
/** Where core's own page of an order has its flags from. */
const FLAGS_OF_CORE = "cdn.jsdelivr.net"

export type BrowserContext = Storefront & {
  url: string
  databaseUrl: string
  adminHeaders: Headers
  /** A tab of the browser, logged in. */
  page: Page
  /** While it is there, the gate "fraud" holds. */
  fraudFile: string
  /** While it is not there, the consumer "erp" fails. */
  erpFolder: string
  /** Requests that were to leave the machine, but for those of core's own pages. */
  strayRequests: string[]
  /** Errors that no script has caught. */
  pageErrors: string[]
}

type Running = { engine: TestEngine; backend?: MedusaCommand; folder: string }

const start = async (running: Running): Promise<BrowserContext> => {
  const { engine, folder } = running
  const { databaseUrl } = engine
  const fraudFile = path.join(folder, "fraud")
  const erpFolder = path.join(folder, "erp")
  const backend = await startAdminBackend(
    databaseUrl,
    {
      orderEventsFile: path.join(folder, "order-events.jsonl"),
      erpFile: path.join(erpFolder, "erp.jsonl"),
      fraudFile,
    },
    {
      webhooks: {
        encryptionKey: randomBytes(32).toString("base64"),
        allowedNetworks: ["127.0.0.0/8"],
      },
    }
  )
  running.backend = backend
  const api = createApi(backend.url)
  const seed = await readSeed(databaseUrl)
  const { token } = await postOrThrow(api, "/auth/user/emailpass", ADMIN)
  return {
    url: backend.url,
    databaseUrl,
    api,
    seed,
    storeHeaders: { "x-publishable-api-key": seed.publishable_key },
    adminHeaders: { authorization: `Bearer ${token}` },
    fraudFile,
    erpFolder,
    strayRequests: [],
    pageErrors: [],
    page: undefined!,
  }
}

/** Opens a tab, as big as a laptop's, and logs in as a person does. */
const logIn = async (browser: Browser, context: BrowserContext) => {
  const { url, strayRequests, pageErrors } = context
  const tabs = await browser.newContext({
    baseURL: `${url}/app/`,
    viewport: { width: 1440, height: 1000 },
    colorScheme: "light",
    locale: "en-US",
  })
  tabs.setDefaultTimeout(PATIENCE)
  const isStray = ({ protocol, host }: URL) =>
    /^(http|ws)s?:$/.test(protocol) && host !== new URL(url).host
  await tabs.route(isStray, async (route) => {
    const url = route.request().url()
    if (new URL(url).host !== FLAGS_OF_CORE) {
      strayRequests.push(url)
    }
    await route.abort()
  })
  const page = await tabs.newPage()
  page.on("pageerror", ({ message }) => pageErrors.push(message))
  await page.goto("login")
  await page.fill("input[name=email]", ADMIN.email)
  await page.fill("input[name=password]", ADMIN.password)
  await page.click("button[type=submit]")
  await page.waitForURL("**/app/orders")
  return page
}

/**
 * A suite in a real browser, against a production build of a backend with the packed
 * plugin. Without a browser it is skipped by name; in CI, where there must be one, it fails.
 */
export const describeInBrowser = (
  name: string,
  fn: (context: BrowserContext) => void
): void => {
  const executablePath = findChromium()
  if (!executablePath) {
    if (process.env.CI === "true") {
      describe(name, () => {
        it("finds a browser", () => {
          throw new Error("Expected CHROMIUM_PATH, or Chromium to be installed")
        })
      })
      return
    }
    process.stderr.write(`SKIPPED ${name}: no Chromium found\n`)
    describe.skip(`${name} (no Chromium found)`, () => fn({} as BrowserContext))
    return
  }
  describe(name, () => {
    const context = {} as BrowserContext
    let running: Running | undefined
    let browser: Browser | undefined

    beforeAll(async () => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), "order-admin-"))
      running = { folder, engine: await createTestEngine() }
      Object.assign(context, await start(running))
      browser = await chromium.launch({
        executablePath,
        // Chromium's sandbox wants a user who is not root.
        chromiumSandbox: process.getuid?.() !== 0,
      })
      context.page = await logIn(browser, context)
    }, BUILD_TIME)
    afterAll(async () => {
      await browser?.close()
      await running?.backend?.end()
      await running?.engine.dispose()
      fs.rmSync(running!.folder, { recursive: true, force: true })
    })
    fn(context)
  })
}
