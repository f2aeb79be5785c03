import { paymentLedger } from "../helpers/stand-ins/payment-ledger"
import {
  wasCanceledUnannounced,
  type LoggedEvent,
  type OrderRow,
  type Truth,
} from "./orders"
import { heldByBankAt, isCovered, OWN_CODES } from "./money"
import { toMinor, toRequired, type PlacedOrder, type Sale } from "./sale"
import type { World } from "./world"

/** In milliseconds, with some for a slow machine. */
const MOMENT = 3_000
/** In milliseconds, as in the log of events. */
const LATELY = 1_000

const CANCELED_CODES = ["order_canceled", ...OWN_CODES]
const UNDONE_CODES = ["workflow_failed", "workflow_canceled"]

/** What the row of an event, as it is now, says in its payload. */
const dataOf = ({ events }: OrderRow, { event_id }: LoggedEvent) =>
  events.find(({ id }) => id === event_id)?.data

/**
 * What the run's last step saw, which counts for a moment: whoever cancels or captures
 * between it and the wake-up cannot be told from one who does right after.
 */
const findSeen = ({ log }: OrderRow, due: LoggedEvent) =>
  log.find(
    ({ event_id, is_due, at }) =>
      event_id === due.event_id &&
      !is_due &&
      Date.parse(due.at) - Date.parse(at) < MOMENT
  )

/** What must not have been so when `order.finalized` became due. */
export const findFinalizedViolations = (
  due: LoggedEvent,
  row: OrderRow,
  order: PlacedOrder,
  sale: Sale,
  { rule }: Pick<World, "rule">
): string[] => {
  const { stopped_at, is_staged, undone, is_released, is_forgotten } = order
  const { accepts_amount } = order
  const data = dataOf(row, due)
  const seen = findSeen(row, due)
  // order.finalized may be on its way when an operator undoes a finished run. Core
  // takes the order apart then, its links first; order.reverted follows.
  const dueAt = Date.parse(due.at)
  const isBeingUndone =
    undone !== undefined && undone.since <= dueAt && dueAt <= undone.until
  // What is read a moment before it is recorded may change in between; so may what is read
  // a moment later. If it was the order's cancellation, order.reverted follows.
  const truths: Truth[] = [due, due.lately, ...(seen ? [seen] : [])]
  const holds = (is: (truth: Truth) => boolean) =>
    isBeingUndone || truths.some(is)

  // Core drops a notice that a payment was cancelled, and keeps it as authorized
  // (Medusa 2.21.2): nothing but the notice tells that the money is gone.
  // Of what the bank did lately it counts how it stood just before.
  const times = [due.at, ...(seen ? [seen.at] : [])]
    .map((time) => Date.parse(time))
    .concat(
      paymentLedger
        .operations()
        .map(({ at }) => Date.parse(at) - 1)
        .filter((time) => dueAt - time < LATELY)
    )
    .concat(sale.failure_notices.map((time) => Date.parse(time)))
    .filter((time) => time <= dueAt)
  // Core takes the links of an order that is undone first: its payment is known by them.
  const sessionIds = due.lately.session_ids
  const required = Math.min(
    ...truths.map(({ credited }) => toMinor(toRequired(sale, credited), sale))
  )
  // Another system has brought the money of an imported order: no bank here knows of it.
  const isHeld =
    sale.outcome === "imported" ||
    times.some(
      (time) => toMinor(heldByBankAt(sessionIds, time), sale) >= required
    )
  // Core does not save that a killed run was done; its last step tells.
  const isDone =
    due.run_state === "done" ||
    isBeingUndone ||
    (undone && seen) ||
    (stopped_at && is_staged)
  const payment = data?.payment
  const isRecorded =
    payment?.transaction_ids.length || !payment?.captured_amount

  return Object.entries({
    "finalized when it was gone": holds(({ stands }) => stands),
    "finalized when it was canceled": holds(({ canceled_at }) => !canceled_at),
    "finalized when it was not paid":
      accepts_amount || holds((is) => isCovered(is, sale, rule)),
    "finalized when the bank held too little":
      accepts_amount || isBeingUndone || isHeld,
    "finalized with an unrecorded capture":
      accepts_amount || holds((is) => is.unrecorded === 0),
    "finalized as captured, without a transaction":
      accepts_amount || isRecorded,
    "finalized when a gate held it":
      is_released || (!sale.gate.holds && sale.gate.passed_at <= dueAt),
    [`finalized when its run ${due.run_state}`]:
      isDone || is_released || is_forgotten,
  }).flatMap(([why, isFine]) => (isFine ? [] : [why]))
}

/** What must not have been so when `order.reverted` became due. */
export const findRevertedViolations = (
  due: LoggedEvent,
  row: OrderRow
): string[] => {
  const code = dataOf(row, due)?.reason?.code ?? ""
  const wasFinalized = row.events.some(({ name }) => name === "order.finalized")
  const allowed = due.canceled_at
    ? CANCELED_CODES
    : [...UNDONE_CODES, ...CANCELED_CODES]

  return Object.entries({
    "reverted when it stood": !due.stands || due.canceled_at,
    "a cancel reverted a finalized order":
      !due.canceled_at || !wasFinalized || wasCanceledUnannounced(row, due),
    [`reverted for ${code}`]: allowed.includes(code),
  }).flatMap(([why, isFine]) => (isFine ? [] : [why]))
}
