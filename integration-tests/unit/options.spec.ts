import { parseOptions } from "../../src/modules/order-finalization/options"

const KEY = Buffer.alloc(32, 7).toString("base64")

const DURATION = `a duration such as "30s", "5m", "12h" or "7d"`
const within = (min: string, max: string) =>
  `, from "${min}" to "${max}" (units: ms, s, m, h and d)`

/** The bounds of each, and what is just outside of them. */
const BOUNDS = [
  ["awaitingPaymentTimeout", "1s", "365d", ["999ms", "366d"]],
  ["reconcileAfter", "1s", "1d", ["999ms", "25h", "300000000d"]],
  ["eventRetention", "1h", "3650d", ["59m", "1ms", "3651d"]],
] as const

/** Values that no key takes for a duration. */
const BAD_DURATIONS = [
  ...[
    60000,
    "",
    "0s",
    "5",
    "5 m",
    "-1m",
    "1.5h",
    "5w",
    "1e3s",
    "Infinityd",
    {},
  ],
  // More than a number, or a date, can hold.
  ...[`${"9".repeat(30)}d`, `${"9".repeat(400)}ms`],
]

describe("The plugin's options", () => {
  it.each([undefined, null, {}])("have defaults, given %p", (options) => {
    expect(parseOptions(options)).toEqual({
      finalizeOn: "authorized",
      awaitingPaymentTimeout: null,
      revertedEvents: "all",
      reconcileAfter: 60_000,
      eventRetention: 2_592_000_000,
      cloudEventsSource: "medusa-plugin-order-finalized",
      webhooks: { encryptionKey: null, allowedNetworks: [] },
    })
  })

  it("are taken as they are given, durations in milliseconds", () => {
    expect(
      parseOptions({
        finalizeOn: "captured",
        awaitingPaymentTimeout: "7d",
        revertedEvents: "finalized",
        reconcileAfter: "1500ms",
        eventRetention: "12h",
        cloudEventsSource: "urn:shop:eu",
        webhooks: { encryptionKey: KEY, allowedNetworks: ["10.0.0.0/8"] },
      })
    ).toEqual({
      finalizeOn: "captured",
      awaitingPaymentTimeout: 604_800_000,
      revertedEvents: "finalized",
      reconcileAfter: 1_500,
      eventRetention: 43_200_000,
      cloudEventsSource: "urn:shop:eu",
      webhooks: { encryptionKey: KEY, allowedNetworks: ["10.0.0.0/8"] },
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
    [
      "awaitingPaymentTimeout",
      BAD_DURATIONS,
      `${DURATION} or null${within("1s", "365d")}`,
    ],
    ["reconcileAfter", [...BAD_DURATIONS, null], DURATION + within("1s", "1d")],
    [
      "eventRetention",
      [...BAD_DURATIONS, null],
      DURATION + within("1h", "3650d"),
    ],
    [
      "cloudEventsSource",
      ["", "my shop", "<shop>", "http://", null, 5],
      'a URI such as "https://shop.example.com" or "urn:shop:eu"',
    ],
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

  it.each(BOUNDS)(
    "let %s be from %s to %s, and no shorter or longer",
    (key, min, max, beyond) => {
      for (const value of [min, max]) {
        const ms = parseOptions({ [key]: value })[key]!
        // A date that is so far away can still be written down.
        expect(new Date(Date.now() + ms).toISOString()).toMatch(/^20\d\d-/)
      }
      for (const value of beyond) {
        expect(() => parseOptions({ [key]: value })).toThrow(
          new RegExp(
            `Expected \`${key}\` to be .* from "${min}" to "${max}" \\(units: ms, s, m, h and d\\), got "${value}"\\.`
          )
        )
      }
    }
  )

  it("name an unknown key, and the keys that there are", () => {
    expect(() => parseOptions({ finaliseOn: "captured" })).toThrow(
      "medusa-plugin-order-finalized: Unknown option `finaliseOn`; the options are finalizeOn, awaitingPaymentTimeout, revertedEvents, reconcileAfter, eventRetention, webhooks, cloudEventsSource."
    )
  })

  it("name what is wrong with those of webhooks, but never a key", () => {
    const webhooksOf = (webhooks: unknown) => () => parseOptions({ webhooks })
    for (const network of ["10.0.0.1", "10.0.0.0/33", "fd00::/129", "x/8", 8]) {
      expect(webhooksOf({ allowedNetworks: [network] })).toThrow(
        `Expected \`webhooks.allowedNetworks.0\` to be a list of networks in CIDR notation, such as ["10.0.0.0/8", "fd00::/8"], got ${JSON.stringify(network)}`
      )
    }
    for (const key of ["secret", KEY.slice(1), `${KEY}=`, 7]) {
      expect(webhooksOf({ encryptionKey: key })).toThrow(
        `Expected \`webhooks.encryptionKey\` to be 32 bytes as base64, or null, got a ${typeof key}.`
      )
    }
    expect(webhooksOf({ key: KEY })).toThrow(
      "Unknown option `webhooks.key`; the options are webhooks.encryptionKey, webhooks.allowedNetworks."
    )
    expect(webhooksOf(true)).toThrow("Expected `webhooks` to be an object")
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
