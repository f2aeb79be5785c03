import type { MedusaContainer } from "@medusajs/framework/types"
import { publishOrderEventsWorkflow } from "../workflows/publish-order-events"

/** The net under the relay's wake-up: publishes what is due, whoever forgot to say so. */
export default async function publishOrderEventsJob(
  container: MedusaContainer
): Promise<void> {
  await publishOrderEventsWorkflow(container).run()
}

export const config = {
  name: "order-finalization-publish-order-events",
  schedule: { interval: 5_000 },
}
