import * as fs from "fs"
import * as os from "os"
import * as path from "path"
import { startAdminBackend } from "../helpers/browser/admin-backend"
import { ADMIN } from "../helpers/shop/seed"
import type { Stage } from "./stage"

/**
 * Leaves the shop of the demo to whoever wants to look at it: in place of the demo's own
 * backend one that is built as for production, with the dashboard.
 */
export const keepRunning = async (
  { backend, databaseUrl, services }: Stage,
  progress: (line: string) => void
): Promise<void> => {
  progress(
    "Building a backend with the dashboard: minutes the first time, then it is kept ..."
  )
  await backend.stop()
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "order-demo-"))
  services.beforeStop(async () =>
    fs.rmSync(folder, { recursive: true, force: true })
  )
  const fraudFile = path.join(folder, "fraud")
  const dashboard = await startAdminBackend(
    databaseUrl,
    {
      orderEventsFile: path.join(folder, "order-events.jsonl"),
      erpFile: path.join(folder, "erp.jsonl"),
      fraudFile,
    },
    // The demo's webhook goes to this machine.
    { webhooks: { allowedNetworks: ["127.0.0.0/8"] } }
  )
  services.beforeStop(() => dashboard.end())
  console.log(
    [
      "",
      `The dashboard is at ${dashboard.url}/app`,
      `  admin login      ${ADMIN.email} / ${ADMIN.password}`,
      `  publishable key  ${backend.seed.publishable_key}`,
      `Create ${fraudFile} to have a gate hold the next orders.`,
      "Ctrl-C ends it and removes its data.",
    ].join("\n")
  )
  // Until a signal ends it.
  await dashboard.exited
}
