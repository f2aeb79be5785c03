import {
  flushAggregatedLog,
  logAggregated,
} from "../../src/utils/aggregated-log"

const MINUTE = 60_000

describe("Errors that repeat", () => {
  let lines: string[]

  beforeEach(() => {
    jest.useFakeTimers()
    lines = []
  })
  afterEach(() => {
    flushAggregatedLog()
    jest.useRealTimers()
  })

  const fail = (order: number, consumer = "erp") =>
    logAggregated({
      log: (line) => lines.push(line.replace(/^medusa-[\w-]+: /, "")),
      key: consumer,
      what: `consumer "${consumer}" failed`,
      detail: `on order ${order}`,
    })

  it("are logged at once the first time, then as one line a minute with their number", () => {
    for (let order = 1; order <= 1_000; order++) {
      fail(order)
    }
    expect(lines).toEqual(['consumer "erp" failed on order 1'])

    jest.advanceTimersByTime(MINUTE)
    expect(lines.slice(1)).toEqual([
      'consumer "erp" failed 999 more times within a minute, last on order 1000',
    ])
    fail(1_001)
    fail(1_002)
    expect(lines).toHaveLength(2)
    jest.advanceTimersByTime(MINUTE)
    expect(lines.slice(2)).toEqual([
      'consumer "erp" failed 2 more times within a minute, last on order 1002',
    ])
  })

  it("are logged at once again after a minute without any", () => {
    fail(1)
    jest.advanceTimersByTime(MINUTE)
    fail(2)
    expect(lines).toEqual([
      'consumer "erp" failed on order 1',
      'consumer "erp" failed on order 2',
    ])
  })

  it("are counted for each consumer by itself", () => {
    fail(1)
    fail(2, "crm")
    expect(lines).toHaveLength(2)
  })

  it("lose no count when the process shuts down", () => {
    fail(1)
    fail(2)
    fail(3)
    flushAggregatedLog()
    expect(lines.slice(1)).toEqual([
      'consumer "erp" failed 2 more times within a minute, last on order 3',
    ])
    flushAggregatedLog()
    expect(lines).toHaveLength(2)
  })

  it("keep no process alive", () => {
    jest.useRealTimers()
    const setTimer = jest.spyOn(global, "setTimeout")
    fail(1)
    const timer = setTimer.mock.results.at(-1)!.value as NodeJS.Timeout
    expect(timer.hasRef()).toBe(false)
    setTimer.mockRestore()
  })
})
