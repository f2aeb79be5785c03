import { accountOf, paymentLedger } from "../helpers/payment-ledger"
import type { LoggedEvent, OrderRow } from "./orders"
import { expectStatuses, PRICE, type PlacedOrder, type Sale } from "./sale"
import type { World } from "./world"

const FINALIZED = "order.finalized"
const REVERTED = "order.reverted"

/** In milliseconds, with some for a slow machine. */
const MOMENT = 3_000

/** Section 3 of the contract: what a status may lead to. */
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

const CANCELED_CODES = ["order_canceled", "payment_failed"]
const UNDONE_CODES = ["workflow_failed", "workflow_canceled"]

/** What the bank held for these payment sessions at a time. */
const heldAt = (sessionIds: string[], time: string): number => {
  const operations = paymentLedger.operations().filter(({ at }) => at <= time)
  return sessionIds
    .map((id) => accountOf(id, operations))
    .filter(({ canceled }) => !canceled)
    .reduce((sum, { authorized, refunded }) => sum + authorized - refunded, 0)
}

/** What the contract says must not be, of one order. */
export const findViolations = (
  row: OrderRow,
  sale: Sale,
  { listener }: Pick<World, "listener">
): string[] => {
  const violations: string[] = []
  const must = (holds: boolean, why: string) => {
    if (!holds) {
      violations.push(why)
    }
  }
  const { status, stands, is_canceled, events, log, transitions } = row
  const order = sale.orders.find(({ order_id }) => order_id === row.order_id)
  if (!order) {
    return ["no run is known to have created it"]
  }
  const price = sale.outcome === "free" ? 0 : PRICE
  const is_paid = row.authorized >= price && row.unrecorded === 0
  const isSettled = status === "finalized" || status === "reverted"
  // One that is only staged is not recorded yet: it may still come to nothing.
  const recorded = events.filter(({ due_at }) => due_at !== null)
  const of = (name: string) => recorded.filter((event) => event.name === name)
  const [finalized, reverted] = [of(FINALIZED), of(REVERTED)]
  const is_finalized = finalized.length > 0

  must(row.records === 1, `it has ${row.records} records`)
  const expected = expectStatuses(
    { stands, is_canceled, is_paid, is_finalized },
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
    if (event.name === FINALIZED) {
      checkFinalized(event, order)
    } else {
      checkReverted(event)
    }
  }
  for (const { old_status, new_status } of transitions) {
    const allowed = old_status === null ? ["pending"] : LEADS_TO[old_status]!
    must(allowed.includes(new_status), `${old_status} led to ${new_status}`)
  }
  must(status !== "needs_review" || !!row.review_reason, "a review without why")
  // Of an order that is gone nothing leads to its payments any more.
  const holdsMoney = stands && status === "reverted" && row.authorized > 0
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

  function checkFinalized(
    event: LoggedEvent,
    { stopped_at, is_staged, is_undone, is_released, is_forgotten }: PlacedOrder
  ) {
    const { occurred_at, payment } = finalized[0]?.data ?? {}
    // What the run's last step has seen counts for a moment: whoever cancels or captures
    // between it and the wake-up cannot be told from one who does right after.
    const seen = log.find(
      ({ event_id, is_due, at }) =>
        event_id === event.event_id &&
        !is_due &&
        Date.parse(event.at) - Date.parse(at) < MOMENT
    )
    const holds = (is: (truth: LoggedEvent) => boolean) =>
      is(event) || (seen !== undefined && is(seen))
    must(
      holds(({ stands }) => stands),
      "finalized when it was gone"
    )
    must(
      holds(({ is_canceled }) => !is_canceled),
      "finalized when it was canceled"
    )
    must(
      holds(({ authorized }) => authorized >= price),
      "finalized when it was not paid"
    )
    must(
      holds(({ unrecorded }) => unrecorded === 0),
      "finalized with an unrecorded capture"
    )
    must(
      !payment?.captured_amount || payment.transaction_ids.length > 0,
      "finalized as captured, without a transaction"
    )
    // Core drops a notice that a payment was cancelled, and keeps it as authorized
    // (Medusa 2.21.2): nothing but the notice tells that the money is gone.
    const times = [occurred_at, ...sale.failure_notices].filter(
      (time) => time && occurred_at && time <= occurred_at
    ) as string[]
    must(
      !occurred_at ||
        times.some((time) => heldAt(event.session_ids, time) >= price),
      "finalized when the bank held too little"
    )
    // Core does not save that a killed run was done; its last step tells. And row 8: when
    // an operator undoes a finished run, its order.finalized is on its way perhaps.
    const isDone =
      event.run_state === "done" || is_undone || (stopped_at && is_staged)
    must(
      !!isDone || is_released || is_forgotten,
      `finalized when its run ${event.run_state}`
    )
  }

  function checkReverted(event: LoggedEvent) {
    const code = reverted[0]?.data.reason?.code ?? ""
    must(!event.stands || event.is_canceled, "reverted when it stood")
    must(
      !event.is_canceled || !finalized.length,
      "a cancel reverted a finalized order"
    )
    const allowed = event.is_canceled
      ? CANCELED_CODES
      : [...UNDONE_CODES, ...CANCELED_CODES]
    must(allowed.includes(code), `reverted for ${code}`)
    must(
      code !== "payment_failed" || sale.failure_notices.length > 0,
      "the provider never said that the payment failed"
    )
  }
}
