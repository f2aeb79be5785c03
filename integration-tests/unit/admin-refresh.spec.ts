import { FetchError } from "@medusajs/js-sdk"
import { toRefreshInterval } from "../../src/admin/lib/refresh-interval"

const SOON = 3_000
const LATER = 30_000

describe("What the dashboard shows", () => {
  it("is read again soon while something moves, and at times for ever", () => {
    expect(toRefreshInterval(null, true, false)).toBe(SOON)
    expect(toRefreshInterval(null, false, false)).toBe(LATER)
  })

  it("is read again soon while the backend is away, whatever was known", () => {
    for (const error of [
      new FetchError("Away", "Bad Gateway", 502),
      new TypeError("Failed to fetch"),
    ]) {
      expect(toRefreshInterval(error, false, false)).toBe(SOON)
    }
  })

  it.each([400, 401, 403, 404])(
    "is not read again once it was refused with %d",
    (status) => {
      const error = new FetchError("Refused", "Refused", status)
      expect(toRefreshInterval(error, true, false)).toBe(false)
    }
  )

  it("is read again at times if it is not there and may come to be", () => {
    const error = new FetchError("No record", "Not Found", 404)
    expect(toRefreshInterval(error, false, true)).toBe(LATER)
  })
})
