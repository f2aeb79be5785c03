// The handlers get the application's own container, as subscribers do: a job's would put
// the events of their workflows into the job's event group.
import { container } from "@medusajs/framework"
import { runDueReceipts } from "../receipts/run-due-receipts"

/** The net under the event bus: no consumer of `processOnce` misses an event. */
export default async function runDueReceiptsJob(): Promise<void> {
  await runDueReceipts(container)
}

export const config = {
  name: "order-finalization-run-due-receipts",
  schedule: { interval: 5_000 },
}
