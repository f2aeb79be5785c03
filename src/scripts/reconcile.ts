import type { ExecArgs } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { auditOrdersWorkflow } from "../workflows/audit-orders"
import { reconcileOrdersWorkflow } from "../workflows/reconcile-orders"

/**
 * Reconciles and audits now, and prints a report. With order IDs: looks at these orders,
 * whether their time has come or not, and gives those without a record one.
 *
 * @example
 * npx medusa exec ./node_modules/medusa-plugin-order-finalized/.medusa/server/src/scripts/reconcile.js
 */
export default async function reconcile({
  container,
  args,
}: ExecArgs): Promise<void> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const input = args.length ? { order_ids: args, open_records: true } : {}
  const { result: report } = await reconcileOrdersWorkflow(container).run({
    input,
  })
  const { result: audit } = await auditOrdersWorkflow(container).run()

  const statuses = Object.entries(report.by_status)
    .map(([status, count]) => `${count} ${status}`)
    .join(", ")
  logger.info(
    `Looked at ${report.looked_at} orders: ${statuses || "nothing was open"}. The audit opened ${audit.opened} records and reverted ${audit.reverted}.`
  )
}
