import type { MedusaContainer } from "@medusajs/framework/types"
import { reconcileOrdersWorkflow } from "../workflows/reconcile-orders"

/** The net under the run's wake-up: settles what has waited too long. */
export default async function reconcileOrdersJob(
  container: MedusaContainer
): Promise<void> {
  await reconcileOrdersWorkflow(container).run({ input: {} })
}

export const config = {
  name: "order-finalization-reconcile-orders",
  schedule: { interval: 5_000 },
}
