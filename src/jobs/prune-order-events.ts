import type { MedusaContainer } from "@medusajs/framework/types"
import { pruneOrderEventsWorkflow } from "../workflows/prune-order-events"

/** Keeps the outbox as large as `eventRetention` says. */
export default async function pruneOrderEventsJob(
  container: MedusaContainer
): Promise<void> {
  await pruneOrderEventsWorkflow(container).run()
}

export const config = {
  name: "order-finalization-prune-order-events",
  // Not on the hour, when everything else runs.
  schedule: "17 * * * *",
}
