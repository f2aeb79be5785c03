import type { MedusaContainer } from "@medusajs/framework/types"
import { auditOrdersWorkflow } from "../workflows/audit-orders"

/** The net under everything: what left no trace in the plugin's own tables. */
export default async function auditOrdersJob(
  container: MedusaContainer
): Promise<void> {
  await auditOrdersWorkflow(container).run()
}

export const config = {
  name: "order-finalization-audit-orders",
  schedule: { interval: 60_000 },
}
