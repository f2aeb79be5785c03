import { MedusaError } from "@medusajs/framework/utils"

const MAX_HEADERS = 20
const MAX_NAME_LENGTH = 100
/** Of all names and values: servers refuse more than 8 kB or 16 kB, ours included. */
const MAX_LENGTH = 6_000

/** A token of HTTP, and visible ASCII with single spaces or tabs within. */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/
const VALUE = /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/

/** Names that the plugin writes, and those that are between two machines, not two systems. */
const RESERVED = new Set([
  "content-encoding",
  "content-length",
  "content-type",
  "host",
  "user-agent",
  "traceparent",
  "tracestate",
  "baggage",
  "connection",
  "expect",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
])
const RESERVED_PREFIX = "webhook-"

/**
 * Refuses headers that an endpoint cannot have.
 *
 * @throws `MedusaError` of type `INVALID_DATA` with the reason; values are secret, and not
 * in it.
 */
export function checkWebhookHeaders(headers: Record<string, string>): void {
  const entries = Object.entries(headers)
  if (entries.length > MAX_HEADERS) {
    throw invalid(`be at most ${MAX_HEADERS}, got ${entries.length}`)
  }
  const length = entries.reduce((sum, entry) => sum + entry.join("").length, 0)
  if (length > MAX_LENGTH) {
    throw invalid(`have at most ${MAX_LENGTH} characters in all, got ${length}`)
  }
  const seen = new Set<string>()
  for (const [written, value] of entries) {
    const name = written.toLowerCase()
    const shown = JSON.stringify(written.slice(0, MAX_NAME_LENGTH))
    if (!NAME.test(name) || name.length > MAX_NAME_LENGTH) {
      throw invalid(
        `have names of letters, digits and dashes, of at most ${MAX_NAME_LENGTH} characters, got ${shown}`
      )
    }
    if (RESERVED.has(name) || name.startsWith(RESERVED_PREFIX)) {
      throw invalid(`be the receiver's own; ${shown} is reserved`)
    }
    if (seen.has(name)) {
      throw invalid(`be there once each; ${shown} is there twice`)
    }
    if (!VALUE.test(value)) {
      throw invalid(
        `have values of visible ASCII characters; that of ${shown} is empty or has others, a line break say`
      )
    }
    seen.add(name)
  }
}

const invalid = (expected: string): MedusaError =>
  new MedusaError(
    MedusaError.Types.INVALID_DATA,
    `Expected \`headers\` of a webhook to ${expected}`
  )
