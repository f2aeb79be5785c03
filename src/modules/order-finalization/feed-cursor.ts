import { MedusaError } from "@medusajs/framework/utils"

/** A place in the feed. */
export type FeedPosition = {
  /** Which beginning of the feed the key is of; `null` at the feed's beginning. */
  epoch: number | null
  /** The key of the last event before it. */
  key: string
}

const START: FeedPosition = { epoch: null, key: "0".repeat(20) }
const CURSOR = /^v1:(\d{1,9}):(\d{20}\w*)$/

/** Where a cursor points to; to the feed's beginning without one. */
export function toFeedPosition(cursor: string | undefined): FeedPosition {
  if (cursor === undefined) {
    return START
  }
  const text = Buffer.from(cursor, "base64url").toString("latin1")
  const [, epoch, key] = CURSOR.exec(text) ?? []
  // Decoding skips what it does not know: only what comes back the same is a cursor.
  if (!key || toFeedCursor(Number(epoch), key) !== cursor) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      "Expected `after` to be the next_cursor of a page of this feed, got something else. Leave it out to start from the oldest event."
    )
  }
  return { epoch: Number(epoch), key }
}

/** Opaque to the reader, and prefixed so that its content may change one day. */
export function toFeedCursor(epoch: number, key: string): string {
  return Buffer.from(`v1:${epoch}:${key}`, "latin1").toString("base64url")
}
