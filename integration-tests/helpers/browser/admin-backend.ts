import * as fs from "fs"
import * as path from "path"
import { ROOT } from "../backend/root"
import { createFreshBackend, writeFile } from "../backend/fresh-backend"
import {
  runMedusa,
  startMedusa,
  type MedusaCommand,
} from "../backend/medusa-command"
import { hashOfPlugin, packPlugin } from "../backend/packed-plugin"

/** What the backend depends on beside the plugin. */
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

/**
 * A production build of a backend with its dashboard and the packed plugin: the folder
 * that `medusa start` runs in. Kept until a source changes, as it takes a minute.
 */
const buildAdminBackend = async (): Promise<string> => {
  const backend = path.join(CACHE, hashOfPlugin(HELPERS))
  const server = path.join(backend, ".medusa/server")
  if (fs.existsSync(path.join(server, "node_modules"))) {
    return server
  }
  fs.rmSync(CACHE, { recursive: true, force: true })

  createFreshBackend(backend, await packPlugin())
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
