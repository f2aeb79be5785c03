import type { Dispatcher } from "undici"
import { toPublicExcerpt } from "../../public-message"
import type { WebhookErrorCode } from "./to-error-code"

/** More than that is no answer to a webhook. */
const MAX_BYTES = 64 * 1_024
/** What the excerpt is made from. */
const EXCERPT_BYTES = 8 * 1_024

/** What has come of an answer so far: a receiver may stop at any byte. */
export class AnswerReader {
  #statusCode: number | null = null
  #headers: Dispatcher.ResponseData["headers"] = {}
  #errorCode: WebhookErrorCode | null = null
  readonly #head: Buffer[] = []

  /** Reads it to its end, or to where it is too long; the connection is closed then. */
  async read({
    statusCode,
    headers,
    body,
  }: Dispatcher.ResponseData): Promise<void> {
    this.#statusCode = statusCode
    this.#headers = headers
    if (statusCode >= 300 && statusCode < 400) {
      this.#errorCode = "redirect"
    }
    let length = 0
    // Once it is closed by this side, it says so to whoever listens, or else to the process.
    body.on("error", () => {})
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (length < EXCERPT_BYTES) {
        this.#head.push(chunk.subarray(0, EXCERPT_BYTES - length))
      }
      length += chunk.length
      if (length > MAX_BYTES) {
        this.#errorCode ??= "too_large"
        break
      }
    }
  }

  get result() {
    const isSuccess = isSuccessful(this.#statusCode)
    return {
      status_code: this.#statusCode,
      error_code: this.#errorCode,
      answer_excerpt: toPublicExcerpt(Buffer.concat(this.#head).toString()),
      retry_after_ms: toMs(this.#headers["retry-after"]),
      is_aborted: !isSuccess && saysAbort(this.#headers["webhook-delivery"]),
    }
  }
}

const isSuccessful = (statusCode: number | null): boolean =>
  statusCode !== null && statusCode >= 200 && statusCode < 300

/** `webhook-delivery: abort-message`, as servers and what stands before them write it. */
const saysAbort = (value: string | string[] = []): boolean =>
  [value]
    .flat()
    .flatMap((line) => line.split(","))
    .some((word) => word.trim().toLowerCase() === "abort-message")

/** `Retry-After` in seconds or as a date; null if it is neither. */
function toMs(value: string | string[] | undefined): number | null {
  const text = String(value)
  const ms = /^\d+$/.test(text)
    ? Number(text) * 1_000
    : Date.parse(text) - Date.now()
  return Number.isNaN(ms) ? null : Math.max(ms, 0)
}
