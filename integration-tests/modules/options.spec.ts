import { parseOptions } from "../../src/modules/order-finalization/options"

const DURATION = `a duration such as "30s", "5m", "12h" or "7d"`

/** Values that no key takes for a duration. */
const BAD_DURATIONS = [60000, "", "0s", "5", "5 m", "-1m", "1.5h", "5w", {}]

describe("The plugin's options", () => {
  it.each([undefined, null, {}])("have defaults, given %p", (options) => {
    expect(parseOptions(options)).toEqual({
      finalizeOn: "authorized",
      awaitingPaymentTimeout: null,
      revertedEvents: "all",
      reconcileAfter: 60_000,
      eventRetention: 2_592_000_000,
    })
  })

  it("are taken as they are given, durations in milliseconds", () => {
    expect(
      parseOptions({
        finalizeOn: "captured",
        awaitingPaymentTimeout: "7d",
        revertedEvents: "finalized",
        reconcileAfter: "500ms",
        eventRetention: "12h",
      })
    ).toEqual({
      finalizeOn: "captured",
      awaitingPaymentTimeout: 604_800_000,
      revertedEvents: "finalized",
      reconcileAfter: 500,
      eventRetention: 43_200_000,
    })
    expect(parseOptions({ reconcileAfter: "30s" }).reconcileAfter).toBe(30_000)
    expect(parseOptions({ reconcileAfter: "5m" }).reconcileAfter).toBe(300_000)
    expect(
      parseOptions({ awaitingPaymentTimeout: null }).awaitingPaymentTimeout
    ).toBeNull()
  })

  it.each([
    ["finalizeOn", ["paid", true, null], `"authorized" or "captured"`],
    ["revertedEvents", ["none", [], null], `"all" or "finalized"`],
    ["awaitingPaymentTimeout", BAD_DURATIONS, `${DURATION} or null`],
    ["reconcileAfter", [...BAD_DURATIONS, null], DURATION],
    ["eventRetention", [...BAD_DURATIONS, null], DURATION],
  ])(
    "name %s, the bad value and what is allowed",
    (key, badValues, expected) => {
      for (const value of badValues) {
        const got = JSON.stringify(value)
        expect(() => parseOptions({ [key]: value })).toThrow(
          `medusa-plugin-order-finalized: Expected \`${key}\` to be ${expected}, got ${got}.`
        )
      }
    }
  )

  it("name an unknown key, and the keys that there are", () => {
    expect(() => parseOptions({ finaliseOn: "captured" })).toThrow(
      "medusa-plugin-order-finalized: Unknown option `finaliseOn`; the options are finalizeOn, awaitingPaymentTimeout, revertedEvents, reconcileAfter, eventRetention."
    )
  })

  it.each(["7d", 7, [], true])(
    "must be an object, and %p is none",
    (options) => {
      const got = JSON.stringify(options)
      expect(() => parseOptions(options)).toThrow(
        `medusa-plugin-order-finalized: Expected \`options\` to be an object, got ${got}.`
      )
    }
  )

  it("name everything that is wrong with them at once", () => {
    const parse = () =>
      parseOptions({ finalizeOn: "paid", reconcileAfter: 5, retry: true })
    expect(parse).toThrow("Expected `finalizeOn`")
    expect(parse).toThrow("Expected `reconcileAfter`")
    expect(parse).toThrow("Unknown option `retry`")
    expect(parse).toThrow(
      expect.objectContaining({ name: "Error", type: "invalid_argument" })
    )
  })
})
