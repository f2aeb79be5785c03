import { randomBytes } from "crypto"
import * as fc from "fast-check"
import { createSealer } from "../../src/modules/order-finalization/webhooks/encrypt"

const KEY = randomBytes(32).toString("base64")
const OTHER_KEY = randomBytes(32).toString("base64")
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

describe("A secret that is stored", () => {
  it("cannot be read without the key", () => {
    const sealed = createSealer(KEY).seal(SECRET)
    expect(sealed).not.toContain(SECRET)
    expect(sealed).toMatch(/^aes-256-gcm:1:[\w+/]+=*$/)
    expect(createSealer(KEY).open(sealed)).toBe(SECRET)
  })

  it("looks different each time", () => {
    const { seal } = createSealer(KEY)
    expect(seal(SECRET)).not.toBe(seal(SECRET))
  })

  it("comes back as it was, whatever it is", () => {
    const sealers = [createSealer(KEY), createSealer(null)]
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        for (const { seal, open } of sealers) {
          expect(open(seal(text))).toBe(text)
        }
      })
    )
  })

  it("says so when its key is lost, or is another one", () => {
    const sealed = createSealer(KEY).seal(SECRET)
    expect(() => createSealer(null).open(sealed)).toThrow("is not set")
    expect(() => createSealer(OTHER_KEY).open(sealed)).toThrow(
      "is not the one that it was stored with"
    )
  })

  it("is not believed once a bit of it has changed, or it was cut", () => {
    const { seal, open } = createSealer(KEY)
    const prefix = "aes-256-gcm:1:"
    const bytes = Buffer.from(seal(SECRET).slice(prefix.length), "base64")
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes)
      changed[index]! ^= 1
      const cut = bytes.subarray(0, index)
      for (const spoilt of [changed, cut]) {
        expect(() => open(prefix + spoilt.toString("base64"))).toThrow(
          "cannot be read"
        )
      }
    }
  })

  it("stays readable when a key is given later", () => {
    expect(createSealer(KEY).open(createSealer(null).seal(SECRET))).toBe(SECRET)
  })

  it("is refused when it has no prefix that is known", () => {
    expect(() => createSealer(KEY).open(SECRET)).toThrow("cannot be read")
  })

  it.each(["", "short", randomBytes(16).toString("base64")])(
    "is not sealed with %j for a key",
    (key) => {
      expect(() => createSealer(key)).toThrow("32 bytes")
    }
  )
})
