import * as fc from "fast-check"
import {
  activate,
  nextState,
  type WebhookOutcome,
  type WebhookState,
} from "../../src/modules/order-finalization/webhooks/next-state"

const SECOND = 1_000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE
const START = new Date("2026-11-25T10:00:00.000Z")

const NEW: WebhookState = {
  status: "active",
  failed_first_attempts: 0,
  trial_number: 0,
  next_trial_at: null,
  failing_since: null,
  first_failed_at: null,
  slowed_until: null,
  last_success_at: null,
  disabled_reason: null,
}

const SUCCESS: WebhookOutcome = { result: "success" }
const GONE: WebhookOutcome = { result: "gone" }
const failure = (
  is_first_attempt: boolean,
  is_trial = false,
  slow_for_ms = 0
) => ({ result: "failure", is_first_attempt, is_trial, slow_for_ms }) as const
const FIRST = failure(true)
const RETRY = failure(false)
const TRIAL = failure(true, true)

const later = (ms: number) => new Date(START.getTime() + ms)
const after = (outcomes: WebhookOutcome[], state = NEW, now = START) =>
  outcomes.reduce((was, outcome) => nextState(was, outcome, now), state)
const refusal = (is_trial: boolean): WebhookOutcome => ({
  result: "refusal",
  is_trial,
  slow_for_ms: 0,
})

const FAILING = after([FIRST, FIRST, FIRST, FIRST, FIRST])

describe("An endpoint's state", () => {
  it("is failing after five first attempts that failed in a row", () => {
    expect(after([FIRST, FIRST, FIRST, FIRST]).status).toBe("active")
    expect(FAILING).toMatchObject({
      status: "failing",
      failing_since: START,
      next_trial_at: later(5 * SECOND),
    })
  })

  it("counts no retries, and begins again after any 2xx", () => {
    expect(after(Array(50).fill(RETRY))).toEqual({
      ...NEW,
      first_failed_at: START,
    })
    const outcomes = [FIRST, FIRST, FIRST, FIRST, SUCCESS]
    expect(after([...outcomes, ...outcomes, ...outcomes])).toEqual({
      ...NEW,
      last_success_at: START,
    })
  })

  it("lets trials out after 5 s, 15 s, 1 m and then each minute", () => {
    const waits: number[] = []
    let state = FAILING
    for (let trial = 0; trial < 6; trial++) {
      const now = state.next_trial_at!
      state = nextState(state, TRIAL, now)
      waits.push(state.next_trial_at!.getTime() - now.getTime())
    }
    expect(waits).toEqual([15 * SECOND, MINUTE, MINUTE, MINUTE, MINUTE, MINUTE])
  })

  it("does not wait longer for what had left before it was failing", () => {
    expect(after([FIRST, RETRY, FIRST], FAILING, later(SECOND))).toEqual(
      FAILING
    )
  })

  it("is not told by a receiver that wants no more of an event", () => {
    expect(after(Array(50).fill(refusal(false)))).toEqual(NEW)
    const now = later(5 * SECOND)
    expect(nextState(FAILING, refusal(true), now)).toEqual({
      ...FAILING,
      next_trial_at: new Date(now.getTime() + 5 * SECOND),
    })
    expect(nextState(FAILING, refusal(false), now)).toEqual(FAILING)
  })

  it("is slowed for as long as it has asked for, whatever is taken meanwhile", () => {
    const slowed = after([
      failure(true, false, MINUTE),
      failure(true, false, SECOND),
    ])
    expect(slowed).toMatchObject({
      status: "active",
      slowed_until: later(MINUTE),
    })
    // It had left before.
    const taken = nextState(slowed, SUCCESS, later(SECOND))
    expect(taken.slowed_until).toEqual(later(MINUTE))
    expect(nextState(taken, SUCCESS, later(MINUTE)).slowed_until).toBeNull()
    expect(activate(slowed).slowed_until).toBeNull()
  })

  it("has no trial before that", () => {
    const trial = failure(true, true, 10 * MINUTE)
    const now = later(5 * SECOND)
    const slowed_until = new Date(now.getTime() + 10 * MINUTE)
    expect(nextState(FAILING, trial, now)).toMatchObject({
      status: "failing",
      trial_number: 1,
      next_trial_at: slowed_until,
      slowed_until,
    })
    const late = failure(false, false, 10 * MINUTE)
    expect(nextState(FAILING, late, now).next_trial_at).toEqual(slowed_until)
  })

  it("is active with the first 2xx, as if nothing had been", () => {
    expect(nextState(FAILING, SUCCESS, later(MINUTE))).toEqual({
      ...NEW,
      last_success_at: later(MINUTE),
    })
  })

  it("is disabled after five days without a 2xx, and not before", () => {
    const almost = nextState(FAILING, TRIAL, later(5 * DAY - 1))
    expect(almost.status).toBe("failing")
    expect(nextState(almost, TRIAL, later(5 * DAY))).toMatchObject({
      status: "disabled",
      disabled_reason: "no_success",
      next_trial_at: null,
    })
  })

  it("is disabled so with an event a day, too, which fails now and then", () => {
    const day = (number: number) => later(number * DAY)
    const daily = [0, 1, 2, 3].reduce(
      (state, number) => nextState(state, FIRST, day(number)),
      NEW
    )
    expect(nextState(daily, RETRY, later(5 * DAY - 1)).status).toBe("active")
    expect(nextState(daily, FIRST, day(5))).toMatchObject({
      status: "disabled",
      disabled_reason: "no_success",
    })
    const answered = nextState(daily, SUCCESS, day(4))
    expect(nextState(answered, FIRST, day(5))).toMatchObject({
      status: "active",
      first_failed_at: day(5),
    })
  })

  it("is not disabled by one failure after a long time without events", () => {
    const idle = nextState(NEW, SUCCESS, START)
    expect(nextState(idle, FIRST, later(100 * DAY)).status).toBe("active")
  })

  it("is disabled by 410, failing or not", () => {
    for (const state of [NEW, FAILING]) {
      expect(nextState(state, GONE, later(SECOND))).toMatchObject({
        status: "disabled",
        disabled_reason: "gone",
        next_trial_at: null,
      })
    }
  })

  it("is a person's once it is paused or disabled: what was under way changes nothing", () => {
    const paused: WebhookState = { ...NEW, status: "paused" }
    const disabled = after([GONE])
    for (const state of [paused, disabled]) {
      expect(after([FIRST, TRIAL, GONE], state)).toEqual(state)
      expect(after([SUCCESS], state)).toEqual({
        ...state,
        last_success_at: START,
      })
    }
    expect(activate(disabled)).toEqual(NEW)
  })
})

describe("Whatever comes of the attempts", () => {
  const outcome = fc.constantFrom(
    SUCCESS,
    GONE,
    FIRST,
    RETRY,
    TRIAL,
    refusal(false),
    refusal(true)
  )
  const step = fc.record({
    outcome,
    wait: fc.integer({ min: 0, max: 2 * DAY }),
  })
  const steps = fc.array(step, { maxLength: 60 })

  it("an endpoint has a trial ahead exactly while it is failing", () => {
    fc.assert(
      fc.property(steps, (all) => {
        let state = NEW
        let now = START.getTime()
        for (const { outcome, wait } of all) {
          now += wait
          const before = state
          state = nextState(before, outcome, new Date(now))
          const isFailing = state.status === "failing"
          expect(state.next_trial_at !== null).toBe(isFailing)
          expect(state.disabled_reason !== null).toBe(
            state.status === "disabled"
          )
          expect(isFailing && state.failing_since === null).toBe(false)
          if (outcome === TRIAL && isFailing && before.status === "failing") {
            const ahead = state.next_trial_at!.getTime() - now
            expect(ahead).toBeGreaterThan(0)
            expect(ahead).toBeLessThanOrEqual(MINUTE)
          }
          if (outcome === SUCCESS && before.status !== "disabled") {
            expect(state.status).toBe("active")
          }
          if (state.status === "active") {
            expect(state.failed_first_attempts).toBeLessThan(5)
          }
        }
      })
    )
  })
})
