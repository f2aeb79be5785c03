import { findFinalizedViolations, findRevertedViolations } from "./event-rules"
import { wasCanceledUnannounced, type OrderRow } from "./orders"
import { findCancelViolations, isCovered, isRefusedAt } from "./money"
import { expectStatuses, toMinor, type Sale } from "./sale"
import type { World } from "./world"

const FINALIZED = "order.finalized"
const REVERTED = "order.reverted"

/** What a status may lead to. */
const LEADS_TO: Record<string, string[]> = {
  pending: [
    "awaiting_payment",
    "on_hold",
    "finalized",
    "reverted",
    "needs_review",
  ],
  awaiting_payment: ["finalized", "reverted", "on_hold"],
  on_hold: ["finalized", "reverted"],
  finalized: ["reverted"],
  reverted: [],
  needs_review: ["finalized", "reverted"],
}

/** What the contract says must not be, of one order. */
export const findViolations = (
  row: OrderRow,
  sale: Sale,
  world: Pick<World, "listener" | "rule" | "decidedAt">
): string[] => {
  const { listener, rule } = world
  const violations: string[] = []
  const must = (holds: boolean, why: string) => {
    if (!holds) {
      violations.push(why)
    }
  }
  const { status, events, log, transitions } = row
  const order = sale.orders.find(({ order_id }) => order_id === row.order_id)
  if (!order) {
    return ["no run is known to have created it"]
  }
  const is_paid = isCovered(row, sale, rule) && row.unrecorded === 0
  if (sale.outcome === "imported" && row.records === 0 && !is_paid) {
    // Another system's order, for which nobody has paid here: nothing is said of it.
    return []
  }
  const isRefused =
    sale.failure_notices.length > 0 && isRefusedAt(row.session_ids, Date.now())
  const past = new Set(transitions.map(({ new_status }) => new_status))
  const isSettled = status === "finalized" || status === "reverted"
  // One that is only staged is not recorded yet: it may still come to nothing.
  const recorded = events.filter(({ due_at }) => due_at !== null)
  const of = (name: string) => recorded.filter((event) => event.name === name)
  const [finalized, reverted] = [of(FINALIZED), of(REVERTED)]
  const is_finalized = finalized.length > 0

  must(row.records === 1, `it has ${row.records} records`)
  const expected = expectStatuses(
    {
      stands: row.stands,
      is_canceled: row.canceled_at !== null,
      is_paid,
      is_finalized,
      is_revoked: isRefused && row.authorized > 0,
      was_canceled_unannounced: wasCanceledUnannounced(row, row),
      past,
    },
    order,
    sale
  )
  must(
    expected.includes(status ?? ""),
    `it is ${status}, expected ${expected.join(" or ")}`
  )
  must(
    is_finalized === transitions.some((to) => to.new_status === "finalized"),
    "its status and order.finalized differ"
  )
  must(reverted.length > 0 === (status === "reverted"), "status and R differ")

  must(finalized.length <= 1 && reverted.length <= 1, "an event came twice")
  must(
    recorded.every(({ published_at }) => published_at),
    "an event was never published"
  )
  must(
    !isSettled || recorded.length === events.length,
    "an event is staged, and never will be more"
  )
  must(
    events.every(({ sequence, data }, i) => {
      return sequence === i + 1 && data.sequence === sequence
    }),
    "its sequence does not rise by one"
  )
  checkHeard()
  for (const event of log.filter(({ is_due }) => is_due)) {
    violations.push(
      ...(event.name === FINALIZED
        ? findFinalizedViolations(event, row, order, sale, world)
        : findRevertedViolations(event, row))
    )
  }
  const decidedAt = world.decidedAt.get(row.order_id)
  violations.push(...findCancelViolations(row, order, sale, decidedAt))
  for (const { old_status, new_status } of transitions) {
    const allowed = old_status === null ? ["pending"] : LEADS_TO[old_status]!
    must(allowed.includes(new_status), `${old_status} led to ${new_status}`)
  }
  const isWaiting = status === "awaiting_payment"
  const holdsAny = toMinor(row.authorized, sale) > 0
  const isPartlyPaid =
    holdsAny && (rule === "authorized" || !isCovered(row, sale, "authorized"))
  const isToReview =
    status === "needs_review" ||
    // A gate says why itself.
    (status === "on_hold" && !sale.gate.holds) ||
    (isWaiting && (order.undone || order.is_overdue || isPartlyPaid))
  must(!isToReview || !!row.review_reason, "a review without why")
  // The provider confirms, and nothing else may bring the money.
  const isToRevert =
    isWaiting && isRefused && !holdsAny && !sale.has_met_trouble
  must(!isToRevert || !!row.review_reason, "refused, and it waits")
  // Of an order that is gone nothing leads to its payments any more.
  const holdsMoney = row.stands && status === "reverted" && holdsAny
  must(!holdsMoney || !!row.review_reason, "money is held, and nobody is told")
  return violations

  function checkHeard() {
    const heard = listener.of(row.order_id)
    const ids = [...new Set(heard.map(({ data }) => data.event_id))]
    must(
      JSON.stringify(ids) === JSON.stringify(recorded.map(({ id }) => id)),
      `recorded ${recorded.map(({ name }) => name)}, heard ${heard.map(({ name }) => name)}`
    )
    must(
      !reverted.length ||
        reverted[0]!.data.was_finalized === finalized.length > 0,
      "was_finalized is not so"
    )
  }
}
