import {
  WEBHOOK_ANSWER_WITHIN_MS,
  WEBHOOK_CONNECT_WITHIN_MS,
} from "../../timing"
import { readPluginVersion } from "../../../../utils/plugin-version"
import { signWebhook } from "../webhook-secret"
import { AddressGuard } from "./address-guard"
import { AnswerReader } from "./answer-reader"
import { EndpointPools } from "./endpoint-pools"
import type { WebhookErrorCode } from "./to-error-code"
import { withinBounds } from "./within-bounds"

export type WebhookRequest = {
  endpointId: string
  url: string
  /** The header `webhook-id`: the same for each attempt. */
  id: string
  /** From 1. */
  attempt: number
  body: string
  contentType: string
  /** The endpoint's own, and `traceparent`. */
  headers: Record<string, string>
  /** One, and during a rotation two. */
  secrets: string[]
  /** Aborted when the backend stops. */
  signal: AbortSignal
}

/** What came of an attempt. It was delivered if {@link isDelivered} says so. */
export type WebhookAnswer = {
  status_code: number | null
  error_code: WebhookErrorCode | null
  duration_ms: number
  /** The beginning of its body, without what looks like a secret. */
  answer_excerpt: string | null
  /** As the receiver has asked with `Retry-After`. */
  retry_after_ms: number | null
  /** The receiver wants no more attempts for this event. */
  is_aborted: boolean
  /** False if the backend stopped it: then it is no attempt. */
  was_sent: boolean
}

/** A 2xx that has come as a whole. */
export function isDelivered(answer: WebhookAnswer): boolean {
  const { status_code, error_code } = answer
  const isSuccess =
    status_code !== null && status_code >= 200 && status_code < 300
  return isSuccess && error_code === null
}

const BOUNDS = {
  connectWithinMs: WEBHOOK_CONNECT_WITHIN_MS,
  answerWithinMs: WEBHOOK_ANSWER_WITHIN_MS,
}

/**
 * Makes signed requests to webhooks. Each endpoint has connections of its own: one that
 * hangs holds up no other.
 */
export class WebhookSender {
  readonly #pools: EndpointPools
  readonly #answerWithinMs: number
  readonly #userAgent = `medusa-plugin-order-finalized/${readPluginVersion()}`

  /** @param bounds - Shorter ones in tests. */
  constructor(
    { allowedNetworks }: { allowedNetworks: string[] },
    { connectWithinMs, answerWithinMs } = BOUNDS
  ) {
    const guard = new AddressGuard(allowedNetworks)
    this.#pools = new EndpointPools(guard, connectWithinMs)
    this.#answerWithinMs = answerWithinMs
  }

  /** One attempt. Never throws for what the receiver does: the answer says it. */
  async send(request: WebhookRequest): Promise<WebhookAnswer> {
    const startedAt = performance.now()
    const reader = new AnswerReader()
    const failure = await withinBounds(
      (signal) => this.#exchange(request, reader, signal),
      this.#answerWithinMs,
      request.signal
    )
    const { result } = reader
    return {
      ...result,
      error_code: failure ?? result.error_code,
      duration_ms: Math.round(performance.now() - startedAt),
      was_sent: failure !== "stopped",
    }
  }

  /** Closes an endpoint's connections once they are idle; without an ID, all at once. */
  async close(endpointId?: string): Promise<void> {
    await this.#pools.close(endpointId)
  }

  async #exchange(
    request: WebhookRequest,
    reader: AnswerReader,
    signal: AbortSignal
  ): Promise<void> {
    const { origin, pathname, search } = new URL(request.url)
    const body = Buffer.from(request.body)
    const answer = await this.#pools.get(request.endpointId, origin).request({
      method: "POST",
      path: pathname + search,
      headers: this.#toHeaders(request, body),
      body,
      signal,
    })
    await reader.read(answer)
  }

  #toHeaders(
    { id, attempt, contentType, headers, secrets }: WebhookRequest,
    body: Buffer
  ): Record<string, string> {
    const timestamp = Math.floor(Date.now() / 1_000)
    return {
      ...headers,
      "content-type": contentType,
      "user-agent": this.#userAgent,
      "webhook-id": id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": signWebhook({ id, timestamp, body }, secrets),
      "webhook-attempt": String(attempt),
    }
  }
}
