import * as fc from "fast-check"
import { nextAttemptAfterMs, slowDownMs } from "../../src/webhooks/schedule"

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** As the contract has it. */
const SCHEDULE = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
]

const FAILED = { retry_after_ms: null, is_aborted: false }

describe("A delivery that has failed", () => {
  it("is tried ten times, over three days", () => {
    const waits = SCHEDULE.map((_, index) =>
      nextAttemptAfterMs(index + 1, FAILED, () => 0)
    )
    expect(waits).toEqual(SCHEDULE)
    expect(nextAttemptAfterMs(10, FAILED)).toBeNull()
    expect(nextAttemptAfterMs(11, FAILED)).toBeNull()
  })

  it("comes up to a tenth later by chance, and never earlier", () => {
    const attempts = fc.integer({ min: 1, max: 9 })
    const random = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(attempts, random, (attempt, chance) => {
        const wait = nextAttemptAfterMs(attempt, FAILED, () => chance)!
        const planned = SCHEDULE[attempt - 1]!
        expect(wait).toBeGreaterThanOrEqual(planned)
        expect(wait).toBeLessThanOrEqual(planned * 1.1)
      })
    )
  })

  it("waits as long as the receiver asks, up to an hour", () => {
    const wait = (attempts: number, retry_after_ms: number) =>
      nextAttemptAfterMs(attempts, { ...FAILED, retry_after_ms }, () => 0)
    expect(wait(1, 2 * MINUTE)).toBe(2 * MINUTE)
    expect(wait(1, 24 * HOUR)).toBe(HOUR)
    expect(wait(1, Infinity)).toBe(HOUR)
    // It only slows down.
    expect(wait(1, SECOND)).toBe(5 * SECOND)
    expect(wait(4, MINUTE)).toBe(2 * HOUR)
  })

  it("has its receiver left alone as long as that asks, up to an hour, and for a moment if it is overrun", () => {
    const slow = (status_code: number | null, rest = {}) =>
      slowDownMs({ ...FAILED, status_code, ...rest })
    for (const code of [429, 502, 503, 504]) {
      expect(slow(code)).toBe(5 * SECOND)
      expect(slow(code, { retry_after_ms: 2 * MINUTE })).toBe(2 * MINUTE)
      expect(slow(code, { is_aborted: true })).toBe(0)
    }
    for (const code of [400, 500, 501, null]) {
      expect(slow(code)).toBe(0)
    }
    expect(slow(500, { retry_after_ms: 24 * HOUR })).toBe(HOUR)
    expect(slow(503, { retry_after_ms: 0 })).toBe(0)
  })

  it("is tried no more when the receiver says so", () => {
    expect(
      nextAttemptAfterMs(1, { retry_after_ms: SECOND, is_aborted: true })
    ).toBeNull()
  })
})
