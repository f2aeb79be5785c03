import { OrderFinalizationEvents } from "../../modules/order-finalization/types"
import type { Answer, AnswerEvent, AnswerRecord } from "./standing"

type Receipt = AnswerEvent["receipts"][number]

/** One line of an order's way to its answer, with its text below `timeline`. */
export type TimelineEntry = {
  key: string
  text: string
  values: Record<string, string | number>
  /** `null` if it is yet to happen, or nothing says when it did. */
  at: string | null
  color: "green" | "orange" | "red" | "grey"
  error: string | null
  /** By how much the payment fell short, if a person accepted it. */
  shortfall: AnswerRecord["accepted_shortfall"]
  /** What may be delivered again: to all, or to one consumer. */
  redeliver: { event_id: string; consumer?: string } | null
  /** What may be retried. */
  retry: { event_id: string; consumer: string } | null
}

const entry = (
  key: string,
  text: string,
  at: string | null,
  more: Partial<TimelineEntry> = {}
): TimelineEntry => ({
  key,
  text,
  at,
  values: {},
  color: "grey",
  error: null,
  shortfall: null,
  redeliver: null,
  retry: null,
  ...more,
})

const { FINALIZED, REVERTED } = OrderFinalizationEvents

const COLORS = { finalized: "green", reverted: "red" } as const

/** From the record's opening to what every consumer has made of the events. */
export function toTimeline({ order_finalization }: Answer): TimelineEntry[] {
  const { created_at, status, finalized_at, events } = order_finalization
  const has = (event: AnswerEvent["name"]) =>
    events.some(({ name }) => name === event)
  // Events are deleted after a time, and what came of the order stays in its record. A
  // release comes before the event that it leads to.
  return [
    entry("opened", "opened", created_at),
    ...toReleaseEntries(order_finalization),
    ...(finalized_at && !has(FINALIZED)
      ? [toAnswerEntry("finalized", "finalized", finalized_at)]
      : []),
    ...events.flatMap(toEventEntries),
    ...(status === "reverted" && !has(REVERTED)
      ? [toAnswerEntry("reverted", "reverted", null)]
      : []),
  ]
}

function toReleaseEntries(record: AnswerRecord): TimelineEntry[] {
  const { released_at, released_by, accepted_shortfall } = record
  if (!released_at) {
    return []
  }
  return [
    entry(
      "released",
      accepted_shortfall ? "releasedShort" : "released",
      released_at,
      { values: { by: released_by ?? "" }, shortfall: accepted_shortfall }
    ),
  ]
}

const toAnswerEntry = (
  key: string,
  text: keyof typeof COLORS,
  at: string | null
): TimelineEntry => entry(key, text, at, { color: COLORS[text] })

function toEventEntries(event: AnswerEvent): TimelineEntry[] {
  const { id, name, created_at, due_at, published_at, attempts } = event
  const { last_error } = event
  // One that is released or paid later has not been prepared by the checkout.
  const isStaged = name === FINALIZED && created_at !== due_at
  return [
    ...(isStaged ? [entry(`${id} staged`, "staged", created_at)] : []),
    toAnswerEntry(id, name === FINALIZED ? "finalized" : "reverted", due_at),
    entry(
      `${id} published`,
      published_at ? "published" : "unpublished",
      published_at,
      {
        values: { name, count: attempts },
        color: published_at && !last_error ? "grey" : "orange",
        // Of a redelivery, too, which the event bus has not taken yet.
        error: last_error,
        redeliver: { event_id: id },
      }
    ),
    ...event.receipts.map((receipt) => toReceiptEntry(event, receipt)),
  ]
}

const RECEIPT_COLORS = {
  done: "green",
  failed: "red",
  pending: "orange",
} as const

function toReceiptEntry(
  { name }: AnswerEvent,
  receipt: Receipt
): TimelineEntry {
  const { id, event_id, consumer, status, attempts, last_error } = receipt
  const isDone = status === "done"
  return entry(id, status, receipt.done_at, {
    values: { consumer, name, count: attempts },
    color: RECEIPT_COLORS[status],
    // What an earlier attempt said is of no use once one has succeeded.
    error: isDone ? null : last_error,
    redeliver: isDone ? { event_id, consumer } : null,
    retry: status === "failed" ? { event_id, consumer } : null,
  })
}
