import * as fc from "fast-check"
import { Webhook } from "standardwebhooks"
import {
  checkWebhookSecret,
  createWebhookSecret,
  signWebhook,
} from "../../src/modules/order-finalization/webhooks/webhook-secret"

const bytes = (length: number) =>
  `whsec_${Buffer.alloc(length, 7).toString("base64")}`

const verify = (secret: string, body: string, signature: string) =>
  new Webhook(secret).verify(body, {
    "webhook-id": "ordev_1",
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signature,
  })

const timestamp = Math.floor(Date.now() / 1_000)

const sign = (body: string, secrets: string[]) =>
  signWebhook({ id: "ordev_1", timestamp, body: Buffer.from(body) }, secrets)

describe("A webhook's secret", () => {
  it("is 32 random bytes behind whsec_, and another each time", () => {
    const secret = createWebhookSecret()
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/)
    expect(createWebhookSecret()).not.toBe(secret)
    expect(() => checkWebhookSecret(secret)).not.toThrow()
  })

  it("has 24 to 64 bytes", () => {
    for (const length of [24, 32, 64]) {
      expect(() => checkWebhookSecret(bytes(length))).not.toThrow()
    }
    for (const length of [0, 8, 23, 65, 1_000]) {
      expect(() => checkWebhookSecret(bytes(length))).toThrow("24 to 64 bytes")
    }
  })

  it.each([
    "",
    "whsec_",
    bytes(32).slice("whsec_".length),
    `WHSEC_${bytes(32).slice(6)}`,
    `${bytes(32)} `,
    bytes(32).replace("=", ""),
    `whsec_${"!".repeat(43)}=`,
  ])("is refused as %j, without being told", (secret) => {
    expect(() => checkWebhookSecret(secret)).toThrow("Expected the secret")
    try {
      checkWebhookSecret(secret)
    } catch (error) {
      expect((error as Error).message).not.toContain(bytes(32).slice(6, 20))
    }
  })
})

describe("The signature of a webhook", () => {
  it("is taken by the official library, whatever the body", () => {
    const secret = createWebhookSecret()
    fc.assert(
      fc.property(fc.json(), (body) => {
        expect(verify(secret, body, sign(body, [secret]))).toEqual(
          JSON.parse(body)
        )
      })
    )
  })

  it("is refused for another body, and by another secret", () => {
    const secret = createWebhookSecret()
    const signature = sign('{"total":10}', [secret])
    expect(() => verify(secret, '{"total":11}', signature)).toThrow()
    expect(() =>
      verify(createWebhookSecret(), '{"total":10}', signature)
    ).toThrow()
  })

  it("is good for the old secret and the new one, while it is rotated", () => {
    const [old, next] = [createWebhookSecret(), createWebhookSecret()]
    const signature = sign("{}", [next, old])
    expect(signature).toMatch(/^v1,\S+ v1,\S+$/)
    expect(verify(old, "{}", signature)).toEqual({})
    expect(verify(next, "{}", signature)).toEqual({})
    expect(() => verify(old, "{}", sign("{}", [next]))).toThrow()
  })
})
