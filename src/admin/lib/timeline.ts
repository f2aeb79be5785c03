import type { Answer } from "./standing"

type Event = Answer["order_finalization"]["events"][number]
type Receipt = Event["receipts"][number]

/** One line of an order's way to its answer, with its text below `timeline`. */
export type TimelineEntry = {
  key: string
  text: string
  values: Record<string, string | number>
  /** `null` if it is yet to happen. */
  at: string | null
  color: "green" | "orange" | "red" | "grey"
  error: string | null
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
  redeliver: null,
  retry: null,
  ...more,
})

/** From the record's opening to what every consumer has made of the events. */
export function toTimeline({ order_finalization }: Answer): TimelineEntry[] {
  const { created_at, released_at, released_by, events } = order_finalization
  const release = released_at
    ? [
        entry("released", "released", released_at, {
          values: { by: released_by ?? "" },
        }),
      ]
    : []
  // A release comes before the event that it leads to.
  return [
    entry("opened", "opened", created_at),
    ...release,
    ...events.flatMap(toEventEntries),
  ]
}

function toEventEntries(event: Event): TimelineEntry[] {
  const { id, name, created_at, due_at, published_at, attempts } = event
  const isFinal = name === "order.finalized"
  return [
    ...(isFinal ? [entry(`${id} staged`, "staged", created_at)] : []),
    entry(id, isFinal ? "finalized" : "reverted", due_at, {
      color: isFinal ? "green" : "red",
    }),
    entry(
      `${id} published`,
      published_at ? "published" : "unpublished",
      published_at,
      {
        values: { name, count: attempts },
        color: published_at ? "grey" : "orange",
        error: published_at ? null : event.last_error,
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

function toReceiptEntry({ name }: Event, receipt: Receipt): TimelineEntry {
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
