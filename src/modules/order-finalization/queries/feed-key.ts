/**
 * SQL for a transaction's place in the feed: its ID, to 20 digits, so that keys sort as
 * text. An event's key is that of the transaction which made it due, and its own ID.
 *
 * @param xid - SQL that gives an `xid8`.
 */
const toFeedKey = (xid: string): string => `lpad(${xid}::text, 20, '0')`

/** The place of the current transaction. */
export const OWN_KEY = toFeedKey("pg_current_xact_id()")
/** Before the place of every transaction that is in flight. */
export const END_KEY = toFeedKey("pg_snapshot_xmin(pg_current_snapshot())")
/** Before the place of every transaction that has not begun yet. */
export const NEXT_KEY = toFeedKey("pg_snapshot_xmax(pg_current_snapshot())")
