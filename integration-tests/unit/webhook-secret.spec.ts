import * as fc from "fast-check"
import { Webhook } from "standardwebhooks"
import {
  createWebhookSecret,
  signWebhook,
} from "../../src/modules/order-finalization/webhooks/webhook-secret"

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
