import type { ExecArgs, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { auditOrdersWorkflow } from "../workflows/audit-orders"
import { FAILED } from "../workflows/settling/reconcile-or-open"
import { NO_RECORD } from "../workflows/settling/open-record"
import { MAX_OF_A_RUN } from "../workflows/settling/reconcile-due-orders"
import { reconcileOrdersWorkflow } from "../workflows/reconcile-orders"

/** Instead of a status, in words. */
const EXPLAINED: Record<string, string> = {
  [NO_RECORD]:
    "no record: there is no such order, or it is a draft, or its run is still young",
  [FAILED]: "could not be reconciled, see the error above",
}

/**
 * Reconciles and audits now, and prints a report. With order IDs: these orders, whether
 * their time has come or not; those without a record get one, and a line per ID says what
 * became of it. What becomes due is published by the running backend, within
 * seconds. The exit code is 1 if an ID has no order, or an order could not be reconciled.
 *
 * @example
 * npx medusa exec ./node_modules/medusa-plugin-order-finalized/.medusa/server/src/scripts/reconcile.js
 */
export default async function reconcile({
  container,
  args,
}: ExecArgs): Promise<void> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const byStatus = args.length
    ? await reconcileNamed(container, args)
    : await reconcileDue(container)
  const { result: audit } = await auditOrdersWorkflow(container).run({
    input: { publish: false },
  })

  const counts = Object.entries(byStatus)
  const total = counts.reduce((sum, [, count]) => sum + count, 0)
  const statuses = counts
    .map(([status, count]) => `${count} ${status}`)
    .join(", ")
  logger.info(
    `Reconciled ${total} orders: ${statuses || "nothing was open"}. The audit opened ${audit.opened} records and reverted ${audit.reverted}.`
  )
  const isBad = byStatus[FAILED] || (args.length && byStatus[NO_RECORD])
  if (isBad) {
    // `medusa exec` ends with it (Medusa 2.21.2).
    process.exitCode = 1
  }
}

type Counts = Record<string, number>

async function reconcileDue(container: MedusaContainer): Promise<Counts> {
  const counts: Counts = {}
  let reconciled: number
  do {
    const { result } = await reconcileOrdersWorkflow(container).run({
      input: { publish: false },
    })
    reconciled = result.reconciled
    for (const [status, count] of Object.entries(result.by_status)) {
      counts[status] = (counts[status] ?? 0) + count
    }
    // A run ends after so many: the next one goes on with a backlog.
  } while (reconciled >= MAX_OF_A_RUN)
  return counts
}

async function reconcileNamed(
  container: MedusaContainer,
  ids: string[]
): Promise<Counts> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const counts: Counts = {}
  for (const id of ids) {
    const { result } = await reconcileOrdersWorkflow(container).run({
      input: { order_ids: [id], open_records: true, publish: false },
    })
    const [status] = Object.keys(result.by_status)
    counts[status!] = (counts[status!] ?? 0) + 1
    logger.info(`${id}: ${EXPLAINED[status!] ?? status}`)
  }
  return counts
}
