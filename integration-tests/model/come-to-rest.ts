import { paymentLedger } from "../helpers/stand-ins/payment-ledger"
import { waitFor } from "../helpers/watch/wait-for"
import { auditOrdersWorkflow } from "../../src/workflows/audit-orders"
import { publishOrderEventsWorkflow } from "../../src/workflows/publish-order-events"
import { reconcileOrdersWorkflow } from "../../src/workflows/reconcile-orders"
import { findFeedViolations } from "./feed-rules"
import { passTime, readOrders, type OrderRow } from "./orders"
import { findViolations } from "./rules"
import type { Sale } from "./sale"
import type { World } from "./world"

/** In milliseconds; of use only to a sequence that breaks a rule. */
const PATIENCE = 10_000

/** What somebody who looks into a violation wants to know of its order. */
const describe = (row: OrderRow, sale: Sale): string => {
  const { order_id, status, review_reason, canceled_at } = row
  const { stands, authorized, captured, credited, reconciling } = row
  return JSON.stringify({
    ...{ order_id, status, review_reason, stands, canceled_at },
    ...{ authorized, captured, credited, reconciling },
    ...{ outcome: sale.outcome, uneven: sale.uneven },
    holds: sale.gate.holds,
    past: row.transitions.map(({ new_status }) => new_status),
    bank: row.session_ids.flatMap((id) => paymentLedger.get(id).operations),
    notices: sale.failure_notices,
  })
}

export const findAllViolations = async (
  world: World,
  sales: Sale[]
): Promise<string[]> => {
  const rows = await readOrders(world.databaseUrl, sales)
  const known = new Set(rows.map(({ order_id }) => order_id))
  const bySale = new Map(sales.map((sale) => [sale.cart_id, sale]))
  const unknown = sales.flatMap(({ orders }) =>
    orders.filter(({ order_id }) => !known.has(order_id))
  )
  return [
    ...unknown.map(({ order_id }) => `${order_id}: gone without a record`),
    ...rows.flatMap((row) =>
      findViolations(row, bySale.get(row.cart_id)!, world).map(
        (why) => `${why}: ${describe(row, bySale.get(row.cart_id)!)}`
      )
    ),
    ...(await findFeedViolations(world.databaseUrl)),
  ]
}

/**
 * Has time pass and the plugin's own jobs run until every order of these carts is where
 * the contract says; gives back what is still wrong when nothing helps.
 */
export const comeToRest = async (
  world: World,
  sales: Sale[]
): Promise<string[]> => {
  const { backend, databaseUrl, listener } = world
  const { container } = backend
  let violations: string[] = []
  let round = 0
  await waitFor(
    async () => {
      await passTime(databaseUrl, sales)
      if (round++ > 0) {
        await auditOrdersWorkflow(container).run()
      }
      await reconcileOrdersWorkflow(container).run({ input: {} })
      await publishOrderEventsWorkflow(container).run({ input: {} })
      await listener.fence()
      violations = await findAllViolations(world, sales)
      return !violations.length
    },
    { timeout: PATIENCE }
  ).catch((error) => {
    if (!violations.length) {
      throw error
    }
  })
  return violations
}
