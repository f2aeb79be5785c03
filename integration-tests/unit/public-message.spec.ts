import * as fc from "fast-check"
import {
  describeError,
  toPublicMessage,
  toStepId,
} from "../../src/modules/order-finalization/public-message"

/** Lines that must not be kept as they are, and what none of may be left. */
const TELLING: [string, string[]][] = [
  ["Card 4111 1111 1111 1111 was declined", ["1111"]],
  ["Card 4111-1111-1111-1111 was declined", ["1111"]],
  ["Card 4111.1111.1111.1111 was declined", ["1111"]],
  ["Card 4111  1111  1111  1111 was declined", ["1111"]],
  ["Card 4111\u00a01111\u00a01111\u00a01111 was declined", ["1111"]],
  ["Card 4111\u202f1111\u20091111\u30001111 was declined", ["1111"]],
  ["Card 4111\u20131111\u20141111\u22121111 was declined", ["1111"]],
  ["Card 4111\u200b1111\u200b1111\u200b1111 was declined", ["1111"]],
  ["Card 4111\u00001111\u00001111\u00001111 was declined", ["1111"]],
  ["Card 4111 - 1111 - 1111 - 1111 was declined", ["1111"]],
  ["Card 4111\t1111\t1111\t1111 was declined", ["1111"]],
  ["Card 4111%201111%201111%201111 was declined", ["1111"]],
  ["Card 4111+1111+1111+1111 was declined", ["1111"]],
  ["Card 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 was declined", ["1 1"]],
  ["card4111111111111111", ["4111", "1111"]],
  ["pan4111111111111111exp1227", ["4111", "1111"]],
  ["pan=4111111111111111", ["4111"]],
  ["3782 822463 10005 is an Amex", ["3782", "10005"]],
  ["378282246310005 is an Amex", ["3782", "10005"]],
  ["Order 12 4242 4242 4242 4242 12/27 123", ["4242"]],
  ["2026-11-25 4242 4242 4242 4242 10.33", ["4242"]],
  ["1234567890123456 is no card at all, but who knows", ["123456"]],
  ["6304 0000 0000 0000 000 is a Maestro", ["6304", "0000"]],
  ["\uff14\uff11\uff11\uff11 1111 1111 1111", ["1111", "\uff14"]],
  ["No slot for ada@example.com", ["ada", "example"]],
  ["No slot for ada.lovelace+shop@mail.example.co.uk.", ["ada", "shop"]],
  ["?email=ada%40example.com&order=7", ["ada", "example"]],
  ["?email=ada%2540example.com", ["ada", "example"]],
  ["mailto:ada@example.com", ["ada", "example"]],
  ["<ada@example.com>: user unknown", ["ada", "example"]],
  ["ada\uff20example.com", ["ada", "example"]],
  ['{"email":"ada@example.com"}', ["ada", "example"]],
  ["Jos\u00e9@\u00e9xample.fr bounced", ["Jos", "xample"]],
  ["Invalid API Key provided: sk_live_51H8abcDEF", ["51H8"]],
  ["sk_test_abcdef is a test key", ["abcdef"]],
  ["rk_live_51H8abcDEFghi expired", ["51H8"]],
  ["pk_live_51H8abcDEFghi is publishable", ["51H8"]],
  ["key=sk_0123456789abcdef0123456789abcdef", ["0123456789"]],
  ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", ["MfKQ"]],
  ["Authorization: Bearer abcdefgh.ijkl", ["abcdefgh", "ijkl"]],
  ["bearer 0a1b2c3d4e", ["0a1b"]],
  ["Authorization: Basic QWRhOnBhc3N3b3Jk", ["QWRh"]],
  ["password=hunter2&user=7", ["hunter2"]],
  ["password: hunter2", ["hunter2"]],
  ["Password = 'correct horse battery'", ["correct", "horse", "battery"]],
  ['{"password":"correct horse"}', ["correct", "horse"]],
  ["db_password=hunter2", ["hunter2"]],
  ["token=abc123.def", ["abc123", "def"]],
  ["access_token=abc123", ["abc123"]],
  ["client_secret=abc123", ["abc123"]],
  ["secret: abc123", ["abc123"]],
  ["api_key: abc123", ["abc123"]],
  ["apiKey=abc123", ["abc123"]],
  ["X-Api-Key: abc123", ["abc123"]],
  ["password%3Dhunter2", ["hunter2"]],
  ["postgres://shop:hunter2@db:5432/shop refused", ["hunter2"]],
  [
    "jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmN expired",
    ["eyJ", "dozj"],
  ],
  ["-----BEGIN RSA PRIVATE KEY----- MIIEpAIBAAKCAQEA", ["MIIE"]],
]

/** Lines that people need as they are. */
const INNOCENT = [
  "The bank cannot be reached",
  "Order order_01J8Z5QWERT0123456789ABCDE has no cart",
  "Order order_01JDH3M0000000000000000000 is gone",
  "order 1042 of cart cart_01JDH3M7N8P9Q0R1S2T3V4W5X6",
  "Payment pay_01JDH3M7N8P9Q0R1S2T3V4W5X6 was captured twice",
  "PaymentIntent pi_3MtwBwLkdIwHu7ix28a3tqPa was canceled",
  "Payment session payses_01JDH3M7N8P9Q0R1S2T3V4W5X6 is pending",
  "Run auto-01JDH3M7N8P9Q0R1S2T3V4W5X6 was canceled",
  "Captured 10.33 of 10.3322375 EUR",
  "Asked for 1,033.40 and got 1.033,40",
  "Amounts 100.00 200.00 300.00 400.00 do not add up",
  "Paid 110 EUR on 2026-11-25, refunded 10 EUR on 2026-11-26",
  "2026-11-25 2026-11-26 2026-11-27 are holidays",
  "At 2026-11-25T01:45:32.123Z the bank was closed",
  "At 2026-11-25 01:45:32 the bank was closed",
  "At 1764034000000 the bank was closed",
  "Key 123e4567-e89b-12d3-a456-426614174000 was used before",
  "Key 12345678-1234-1234-1234-123456789012 was used before",
  "connect ECONNREFUSED 127.0.0.1:5432",
  "Cannot find module '@medusajs/framework/utils'",
  "Unexpected token < in JSON at position 0",
  "The bearer token is missing",
  "Basic plan: 3 orders left",
  "Basic Auth failed",
  "Payment authorization: declined",
  "Password is required",
  "Gr\u00fc\u00dfe, \u6ce8\u6587 \ud83d\uded2 was declined",
  "4111 was the last group",
]

const isWellFormed = (text: string) => !/[\ud800-\udfff]/u.test(text)

const expectKeepable = (kept: string | null) => {
  if (kept === null) {
    return
  }
  expect(kept.length).toBeGreaterThan(0)
  expect(kept.length).toBeLessThanOrEqual(500)
  expect(isWellFormed(kept)).toBe(true)
  expect(kept).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/)
}

describe("The filter of every text that is kept", () => {
  it.each(TELLING)("tells nobody what %j holds", (line, secrets) => {
    const kept = toPublicMessage(line)
    expect(kept).toContain("[redacted]")
    for (const secret of secrets) {
      expect(kept).not.toContain(secret)
    }
  })

  it.each(INNOCENT)("leaves %j as it is", (line) => {
    expect(toPublicMessage(line)).toBe(line)
  })

  it("keeps the words around what it takes out", () => {
    expect(
      toPublicMessage(
        "No slot for ada@example.com, card 4242 4242 4242 4242\nat secret"
      )
    ).toBe("No slot for [redacted], card [redacted]")
    expect(toPublicMessage("POST ?token=abc&order=order_1 gave 500")).toBe(
      "POST ?token=[redacted]&order=order_1 gave 500"
    )
  })

  it("finds nothing that is hidden at a cut, wherever it is", () => {
    const secrets = ["4111 1111 1111 1111", "ada@example.com", "sk_live_4111"]
    for (const secret of secrets) {
      for (const length of [480, 490, 500, 985, 995, 1_000, 1_010]) {
        const filler = "word ".repeat(length).slice(0, length - 5)
        const kept = toPublicMessage(`${filler} ${secret} ${"w ".repeat(999)}`)
        expectKeepable(kept)
        expect(kept).not.toMatch(/4111|ada|1111/)
      }
      // Redaction makes it shorter: what is behind the window's end must not move up.
      const short = `${"a".repeat(100)}@example.com `.repeat(8) + "x".repeat(90)
      const kept = toPublicMessage(short + secret + secret)
      expect(kept).not.toMatch(/4111|ada|1111/)
    }
  })

  it("takes whatever was thrown, and its message whatever that is", () => {
    const thrower = new Proxy(
      {},
      {
        get() {
          throw new Error("No")
        },
      }
    )
    const withGetter = Object.defineProperty({}, "message", {
      get() {
        throw new Error("No")
      },
    })
    const words: [unknown, string | null][] = [
      [new Error("Declined"), "Declined"],
      [{ message: "Declined" }, "Declined"],
      ["Declined", "Declined"],
      [{ message: 402 }, "402"],
      [402, "402"],
      [402n, "402"],
      [false, "false"],
      [Symbol("declined"), "Symbol(declined)"],
      [undefined, null],
      [null, null],
      ["", null],
      [" \n ", null],
      [new Error(""), null],
      [{}, null],
      [{ message: { code: 402 } }, null],
      [{ message: ["Declined"] }, null],
      [Object.create(null), null],
      [() => "Declined", null],
      [thrower, null],
      [withGetter, null],
    ]
    for (const [thrown, message] of words) {
      expect(toPublicMessage(thrown)).toBe(message)
      expect(describeError(thrown)).toBe(message ?? "unknown error")
    }
  })

  it("keeps the first line alone, as valid text of at most 500 characters", () => {
    expect(toPublicMessage("One\r\nTwo")).toBe("One")
    expect(toPublicMessage("One\u2028Two")).toBe("One")
    expect(toPublicMessage("\nOne\nTwo")).toBe("One")
    expect(toPublicMessage("a\u0000b\u0007c\td\ud800e\udc00f")).toBe("abc def")
    expect(toPublicMessage("x".repeat(1_000))).toBe("x".repeat(500))
    // The 500th would be the first half of a pair.
    const cut = toPublicMessage("x".repeat(499) + "\ud83d\uded2".repeat(100))
    expect(cut).toBe("x".repeat(499))
  })

  it("keeps what a database says, without the statement and its values", () => {
    const error = Object.assign(
      new Error(
        "insert into a\n (name) values ('Ada - Lovelace') - duplicate key value violates a constraint"
      ),
      { code: "23505" }
    )
    expect(toPublicMessage(error)).toBe(
      "duplicate key value violates a constraint"
    )
    const connection = Object.assign(new Error("read - ECONNRESET"), {
      code: "ECONNRESET",
    })
    expect(toPublicMessage(connection)).toBe("read - ECONNRESET")
  })

  it("is as fast for 1 MB as for a line, and for text without a blank", () => {
    const time = (message: string) => {
      const runs = Array.from({ length: 51 }, () => {
        const begin = process.hrtime.bigint()
        toPublicMessage(message)
        return Number(process.hrtime.bigint() - begin) / 1e6
      })
      return runs.sort((a, b) => a - b)[25]!
    }
    const kinds = [
      "a",
      "1",
      "1 ",
      "a@",
      "@",
      "%40",
      "pass",
      "eyJ",
      "-",
      "://",
      "4111.",
      "[redacted]",
    ]
    for (const kind of kinds) {
      const of = (length: number) =>
        kind.repeat(Math.ceil(length / kind.length)).slice(0, length)
      // Compiled by now, so that the two may be compared.
      time(of(2_500))
      const short = time(of(2_500))
      const long = time(of(1_000_000))
      expect({ kind, isSame: long < short * 4 + 1 }).toEqual({
        kind,
        isSame: true,
      })
    }
  })

  const anything = fc.oneof(
    fc.anything(),
    fc.string({ unit: "binary", maxLength: 3_000 }),
    // Any halves of surrogate pairs.
    fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 3_000 })
      .map((codes) => String.fromCharCode(...codes)),
    fc
      .array(
        fc.oneof(
          fc.constantFrom(...TELLING.map(([line]) => line)),
          fc.constantFrom(...INNOCENT, "[redacted]", "[redac", "\n", " ", "="),
          fc.string({ maxLength: 30 })
        ),
        { maxLength: 60 }
      )
      .map((lines) => lines.join(" "))
  )

  it("never throws, whatever it is given, and gives valid text", () => {
    fc.assert(
      fc.property(anything, (thrown) => {
        expectKeepable(toPublicMessage(thrown))
        expectKeepable(toPublicMessage({ message: thrown }))
      }),
      { numRuns: 2_000 }
    )
  })

  it("finds nothing more in what it has kept", () => {
    fc.assert(
      fc.property(anything, (thrown) => {
        const kept = toPublicMessage(thrown)
        expect(toPublicMessage(kept)).toBe(kept)
      }),
      { numRuns: 2_000 }
    )
  })

  it("finds a card number between any words, with any gaps", () => {
    const gap = fc.constantFrom("", " ", "  ", "-", ".", "\u00a0", " - ", "_")
    const card = fc.constantFrom("4242424242424242", "5555555555554444")
    fc.assert(
      fc.property(card, gap, fc.lorem(), fc.lorem(), (pan, by, a, b) => {
        const shown = pan.match(/\d{4}/g)!.join(by)
        const kept = toPublicMessage(`${a}${shown}${b}`)
        expect(kept).toContain("[redacted]")
        expect(kept).not.toMatch(/\d/)
      })
    )
  })

  it("leaves Medusa's IDs, amounts, dates and UUIDs alone", () => {
    const ulid = fc
      .array(fc.constantFrom(..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"), {
        minLength: 26,
        maxLength: 26,
      })
      .map((letters) => letters.join(""))
    const word = fc.oneof(
      fc
        .tuple(fc.constantFrom("order", "cart", "pay", "payses", "capt"), ulid)
        .map(([prefix, id]) => `${prefix}_${id}`),
      fc.uuid(),
      fc
        .date({
          min: new Date("1990-01-01"),
          max: new Date("2199-01-01"),
          noInvalidDate: true,
        })
        .map((date) => date.toISOString()),
      fc
        .integer({ min: 0, max: 99_999_999 })
        .map((cents) => (cents / 100).toFixed(2)),
      fc.lorem({ maxCount: 1 })
    )
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => {
        const line = words.join(" is not ")
        expect(toPublicMessage(line)).toBe(line)
      }),
      { numRuns: 1_000 }
    )
  })
})

describe("The ID of a step in a payload", () => {
  it("is an ID, or nothing", () => {
    for (const id of [
      "authorize-payment-session-step",
      "orderCreated",
      "a b",
    ]) {
      expect(toStepId(id)).toBe(id)
    }
    for (const other of [
      null,
      undefined,
      "",
      7,
      {},
      "ada@example.com",
      "card 4111 1111 1111 1111",
      "x".repeat(501),
      "two\nlines",
    ]) {
      expect(toStepId(other)).toBeNull()
    }
  })
})
