import type {
  CloudEventAttributes,
  CloudEventOrderAttributes,
} from "./envelope-types"

/** As long as any sequence is: CloudEvents compares them as text. */
const SEQUENCE_DIGITS = 10

/** An event as it was recorded, or one that is of no order. */
export type RecordedEvent<Name, Data> = {
  event_id: string
  name: Name
  /** ISO 8601. */
  occurred_at: string
  order_id: string | null
  sequence: number | null
  data: Data
}

/** CloudEvents 1.0 in structured mode, with its extensions `sequence` and `partitionkey`. */
export function buildCloudEvent<Name, Data>(
  event: RecordedEvent<Name, Data>,
  source: string
): CloudEventAttributes<Name> &
  Partial<CloudEventOrderAttributes> & { data: Data } {
  return {
    specversion: "1.0",
    id: event.event_id,
    source,
    type: event.name,
    subject: event.order_id ?? undefined,
    time: event.occurred_at,
    datacontenttype: "application/json",
    sequence: event.sequence?.toString().padStart(SEQUENCE_DIGITS, "0"),
    partitionkey: event.order_id ?? undefined,
    data: event.data,
  }
}
