import { DISABLE_WEBHOOK_AFTER_MS, WEBHOOK_TRIAL_AFTER_MS } from "../timing"
import type { OrderWebhookStatusValue } from "../webhook-types"

/** How many first attempts have to fail in a row before an endpoint counts as down. */
export const MAX_FAILED_FIRST_ATTEMPTS = 5

export const WebhookDisabledReasons = {
  /** The receiver has answered 410. */
  GONE: "gone",
  /** It has failed for five days, without a 2xx. */
  NO_SUCCESS: "no_success",
  /** Its secret cannot be read without the encryption key that it was sealed with. */
  KEY_LOST: "encryption_key_lost",
} as const

export type WebhookDisabledReason =
  (typeof WebhookDisabledReasons)[keyof typeof WebhookDisabledReasons]

export type WebhookState = {
  status: OrderWebhookStatusValue
  /** In a row, since the last 2xx. */
  failed_first_attempts: number
  /** How many trials have failed since it is `failing`. */
  trial_number: number
  next_trial_at: Date | null
  failing_since: Date | null
  /** The first failure since the last 2xx, whatever the status. */
  first_failed_at: Date | null
  /** Nothing leaves before; its next trial neither. */
  slowed_until: Date | null
  last_success_at: Date | null
  disabled_reason: WebhookDisabledReason | null
}

/** What came of an attempt whose request was made. */
export type WebhookOutcome =
  | { result: "success" }
  | {
      result: "failure"
      /** Of its delivery: a retry says nothing new about the receiver. */
      is_first_attempt: boolean
      /** It was sent to a `failing` endpoint; else it left before the endpoint was. */
      is_trial: boolean
      /** For how long the receiver is left alone, in milliseconds. */
      slow_for_ms: number
    }
  /** The receiver wants no more of this event: it works, and has an opinion. */
  | { result: "refusal"; is_trial: boolean; slow_for_ms: number }
  /** The receiver has answered 410. */
  | { result: "gone" }

/** Ready for deliveries, whatever was before: a person has enabled it, or a trial succeeded. */
export function activate(state: WebhookState): WebhookState {
  return {
    ...state,
    status: "active",
    failed_first_attempts: 0,
    trial_number: 0,
    next_trial_at: null,
    failing_since: null,
    first_failed_at: null,
    slowed_until: null,
    disabled_reason: null,
  }
}

/** Nothing leaves any more until a person enables it. */
export function disable(
  state: WebhookState,
  reason: WebhookDisabledReason
): WebhookState {
  return {
    ...state,
    status: "disabled",
    next_trial_at: null,
    disabled_reason: reason,
  }
}

/** The state of an endpoint after an attempt. Pure: no clock of its own. */
export function nextState(
  state: WebhookState,
  outcome: WebhookOutcome,
  now: Date
): WebhookState {
  if (outcome.result === "success") {
    const succeeded = { ...state, last_success_at: now }
    return isRunning(state) ? afterSuccess(succeeded, now) : succeeded
  }
  // What was under way when a person paused it, or when it was disabled, changes no more.
  if (!isRunning(state)) {
    return state
  }
  if (outcome.result === "gone") {
    return disable(state, WebhookDisabledReasons.GONE)
  }
  return slowDown(afterNoSuccess(state, outcome, now), outcome.slow_for_ms, now)
}

/** Whether it is sent to; else a person has to do something first. */
export const isRunning = ({ status }: Pick<WebhookState, "status">): boolean =>
  status === "active" || status === "failing"

/** What was under way when it asked to be left alone, and was taken, takes that not back. */
function afterSuccess(state: WebhookState, now: Date): WebhookState {
  const { slowed_until } = state
  const isSlowed = slowed_until !== null && slowed_until > now
  return { ...activate(state), slowed_until: isSlowed ? slowed_until : null }
}

function slowDown(state: WebhookState, ms: number, now: Date): WebhookState {
  const asked = ms > 0 ? new Date(now.getTime() + ms) : null
  const slowed_until = latest(state.slowed_until, asked)
  const { next_trial_at } = state
  return {
    ...state,
    slowed_until,
    next_trial_at: next_trial_at && latest(next_trial_at, slowed_until),
  }
}

const latest = (one: Date | null, other: Date | null): Date | null =>
  !one || (other && other > one) ? other : one

function afterNoSuccess(
  state: WebhookState,
  outcome: Extract<WebhookOutcome, { slow_for_ms: number }>,
  now: Date
): WebhookState {
  if (outcome.result === "refusal") {
    // The next trial tells more, and need not come later for that.
    return state.status === "failing" && outcome.is_trial
      ? { ...state, next_trial_at: trialAt(state.trial_number, now) }
      : state
  }
  const failed = { ...state, first_failed_at: state.first_failed_at ?? now }
  // Not only while it is failing: with an event a day it would hardly ever be.
  if (
    now.getTime() - failed.first_failed_at.getTime() >=
    DISABLE_WEBHOOK_AFTER_MS
  ) {
    return disable(failed, WebhookDisabledReasons.NO_SUCCESS)
  }
  return failed.status === "failing"
    ? afterFailedTrial(failed, outcome.is_trial, now)
    : afterFailure(failed, outcome.is_first_attempt, now)
}

function afterFailure(
  state: WebhookState,
  isFirstAttempt: boolean,
  now: Date
): WebhookState {
  const failed = state.failed_first_attempts + Number(isFirstAttempt)
  const counted = { ...state, failed_first_attempts: failed }
  return failed < MAX_FAILED_FIRST_ATTEMPTS
    ? counted
    : {
        ...counted,
        status: "failing",
        trial_number: 0,
        next_trial_at: trialAt(0, now),
        failing_since: now,
      }
}

function afterFailedTrial(
  state: WebhookState,
  isTrial: boolean,
  now: Date
): WebhookState {
  if (!isTrial) {
    return state
  }
  const trial = state.trial_number + 1
  return { ...state, trial_number: trial, next_trial_at: trialAt(trial, now) }
}

function trialAt(trial: number, now: Date): Date {
  const wait = WEBHOOK_TRIAL_AFTER_MS[trial] ?? WEBHOOK_TRIAL_AFTER_MS.at(-1)!
  return new Date(now.getTime() + wait)
}
