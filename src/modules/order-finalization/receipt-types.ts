import type { OrderFinalizationEventName, OutboxEvent } from "./types"

/** A consumer of `processOnce` that listens to an event. */
export type ConsumerSubscription = {
  consumer: string
  event_name: OrderFinalizationEventName
}

/** An event that a consumer's handler is to be run with, under a lease. */
export type ClaimedReceipt = Omit<OutboxEvent, "attempts"> & {
  receipt_id: string
  consumer: string
  /** Runs of the handler, this one included: no later run has the same number. */
  attempts: number
  /** Those of a webhook's requests that were not taken. */
  failed_attempts: number
  /** Whether it is to show if a webhook that is failing is back. */
  is_trial?: boolean
  /** That of the webhook's row when it was claimed; not known of every claim. */
  webhook_version?: string | null
}

/** Why a handler is not run with an event. */
export type RefusedClaim = {
  /**
   * - `unknown_event`: the outbox has no such event
   * - `taken`: another run has it, had it, or is to have it later
   * - `waiting`: the consumer is still to have an earlier event of the order
   */
  refused: "unknown_event" | "taken" | "waiting"
}

/** A receipt whose handler failed: when it is to run again, or `null` if never. */
export type FailedReceipt = { next_attempt_at: Date | null }
