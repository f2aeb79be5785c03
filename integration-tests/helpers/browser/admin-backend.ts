import { createHash } from "crypto"
import * as fs from "fs"
import * as path from "path"
import { ROOT } from "../backend/root"
import { createFreshBackend, writeFile } from "../backend/fresh-backend"
import {
  runMedusa,
  startMedusa,
  type MedusaCommand,
} from "../backend/medusa-command"
import {
  linkInstalledPackages,
  listFiles,
  packPlugin,
} from "../backend/packed-plugin"

/** What the plugin is built and packed from. */
const SOURCES = [
  "src",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "README.md",
  "CHANGELOG.md",
  "LICENSE",
]
/** What else the backend depends on. */
const HELPERS = "integration-tests/helpers"

const CACHE = path.join(ROOT, ".medusa/browser")

/** A gate that holds while a file is there. */
const FRAUD_GATE = `
import { existsSync } from "fs"
import { addFinalizationGate } from "medusa-plugin-order-finalized"

addFinalizationGate("fraud", async () =>
  existsSync(process.env.FRAUD_FILE!) ? { hold: "score 87" } : { pass: true }
)
`

const hashOf = (names: string[]): string => {
  const hash = createHash("sha256")
  for (const name of names) {
    const source = path.join(ROOT, name)
    const files = fs.statSync(source).isDirectory()
      ? listFiles(source).map((file) => path.join(source, file))
      : [source]
    for (const file of files) {
      hash.update(path.relative(ROOT, file)).update(fs.readFileSync(file))
    }
  }
  return hash.digest("hex").slice(0, 16)
}

/**
 * A production build of a backend with its dashboard and the packed plugin: the folder
 * that `medusa start` runs in. Kept until a source changes, as it takes a minute.
 */
const buildAdminBackend = async (): Promise<string> => {
  const backend = path.join(CACHE, hashOf([...SOURCES, HELPERS]))
  const server = path.join(backend, ".medusa/server")
  if (fs.existsSync(path.join(server, "node_modules"))) {
    return server
  }
  fs.rmSync(CACHE, { recursive: true, force: true })

  // Built aside: another suite may be building the plugin in its own place.
  const plugin = path.join(CACHE, "plugin")
  fs.mkdirSync(plugin, { recursive: true })
  for (const name of SOURCES) {
    fs.cpSync(path.join(ROOT, name), path.join(plugin, name), {
      recursive: true,
    })
  }
  linkInstalledPackages(plugin)
  createFreshBackend(backend, packPlugin(CACHE, plugin))
  writeFile(backend, "src/workflows/fraud-gate.ts", FRAUD_GATE)
  await runMedusa(["build"], {
    cwd: backend,
    env: { WITH_ADMIN: "1", NODE_ENV: "production" },
  })
  // Last: it says that the build is whole.
  fs.symlinkSync(
    path.join(backend, "node_modules"),
    path.join(server, "node_modules")
  )
  return server
}

export type AdminBackendFiles = {
  /** What its subscriber has heard. */
  orderEventsFile: string
  /** What its consumer "erp" has handled; without its folder the consumer fails. */
  erpFile: string
  /** While it is there, the gate "fraud" holds. */
  fraudFile: string
}

/** Starts it, building it before if need be, all in memory. */
export const startAdminBackend = async (
  databaseUrl: string,
  { orderEventsFile, erpFile, fraudFile }: AdminBackendFiles,
  options: object = {}
): Promise<MedusaCommand & { url: string }> =>
  await startMedusa({
    cwd: await buildAdminBackend(),
    env: {
      DATABASE_URL: databaseUrl,
      REDIS_URL: undefined,
      NODE_ENV: "production",
      WITH_ADMIN: "1",
      ORDER_EVENTS_FILE: orderEventsFile,
      ERP_FILE: erpFile,
      FRAUD_FILE: fraudFile,
      ORDER_FINALIZATION_OPTIONS: JSON.stringify(options),
    },
  })
