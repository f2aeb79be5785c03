import { checkWebhookHeaders } from "../../src/webhooks/check-webhook-headers"
import { checkWebhookUrl } from "../../src/webhooks/check-webhook-url"

const TOKEN = "Bearer 0a1b2c3d4e"

describe("The URL of a webhook", () => {
  it.each([
    "https://erp.example.com/orders?shop=1",
    "https://erp.example.com:8443",
    "https://93.184.216.34/",
    "https://[2606:4700:4700::1111]/",
    "https://xn--bcher-kva.example/",
  ])("may be %s", (url) => {
    expect(() => checkWebhookUrl(url, [])).not.toThrow()
  })

  it.each([
    ["", "whole URL"],
    ["erp", "whole URL"],
    ["//erp.example.com", "whole URL"],
    ["https://", "whole URL"],
    ["https://erp.example.com:99999", "whole URL"],
    ["ftp://erp.example.com", "got ftp:"],
    ["file:///etc/passwd", "got file:"],
    ["javascript:alert(1)", "got javascript:"],
    ["http://erp.example.com", "got http:"],
    ["https://ada:hunter2@erp.example.com", "without user name"],
    ["https://ada@erp.example.com", "without user name"],
    [`https://erp.example.com/${"a".repeat(2_000)}`, "2000 characters"],
    ["https://127.0.0.1/", "public address"],
    ["https://2130706433/", "public address"],
    ["https://0x7f.1/", "public address"],
    ["https://017700000001/", "public address"],
    ["https://127.1/", "public address"],
    ["https://\uff11\uff12\uff17.0.0.1/", "public address"],
    ["https://127.0.0.1./", "public address"],
    ["https://0/", "public address"],
    ["https://[::1]/", "public address"],
    ["https://[::ffff:127.0.0.1]/", "public address"],
    ["https://[64:ff9b::7f00:1]/", "public address"],
    ["https://169.254.169.254/latest/meta-data", "public address"],
    ["https://localhost:9000/", "public address"],
    ["https://LOCALHOST./", "public address"],
    ["https://erp.localhost/", "public address"],
  ])("may not be %j: %s", (url, reason) => {
    expect(() => checkWebhookUrl(url, [])).toThrow(reason)
  })

  it("may be of an inner network, and http, where that is allowed", () => {
    const inner = ["10.0.0.0/8", "127.0.0.0/8", "fd00::/8"]
    for (const url of [
      "http://10.1.2.3/",
      "https://10.1.2.3/",
      "http://localhost:9000/",
      "http://[fd12::1]/",
      "http://erp.internal/",
    ]) {
      expect(() => checkWebhookUrl(url, inner)).not.toThrow()
    }
    for (const url of [
      "http://192.168.1.1/",
      "https://192.168.1.1/",
      "http://93.184.216.34/",
    ]) {
      expect(() => checkWebhookUrl(url, inner)).toThrow("public address")
    }
  })

  it("is not told by its refusal", () => {
    const tell = () =>
      checkWebhookUrl("https://u:hunter2@erp.example.com/?key=abc", [])
    expect(tell).not.toThrow(/hunter2|abc/)
  })
})

describe("The headers of a webhook", () => {
  it("may be the receiver's own", () => {
    expect(() =>
      checkWebhookHeaders({
        Authorization: TOKEN,
        "X-Shop": "1",
        cookie: "a=b; c=d",
      })
    ).not.toThrow()
    expect(() => checkWebhookHeaders({})).not.toThrow()
  })

  it.each([
    "webhook-id",
    "Webhook-Signature",
    "webhook-anything",
    "Content-Type",
    "content-length",
    "content-encoding",
    "Host",
    "user-agent",
    "traceparent",
    "tracestate",
    "baggage",
    "Connection",
    "http2-settings",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "Transfer-Encoding",
    "upgrade",
    "expect",
  ])("may not have the reserved name %s", (name) => {
    expect(() => checkWebhookHeaders({ [name]: "x" })).toThrow("reserved")
  })

  it.each([
    "",
    " ",
    "a b",
    "a:b",
    "a\r\nb",
    "gr\u00fc\u00dfe",
    "a".repeat(101),
  ])("may not have the name %j", (name) => {
    expect(() => checkWebhookHeaders({ [name]: "x" })).toThrow("names of")
  })

  it.each(["", " x", "x ", "a\r\nX-Evil: 1", "a\nb", "a\u0000b", "\u20ac"])(
    "may not have the value %j",
    (value) => {
      expect(() => checkWebhookHeaders({ "x-shop": value })).toThrow("ASCII")
    }
  )

  it("are at most 20, of 6,000 characters in all, each once", () => {
    const many = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [`x-${i}`, "1"])
      )
    expect(() => checkWebhookHeaders(many(20))).not.toThrow()
    expect(() => checkWebhookHeaders(many(21))).toThrow("at most 20")
    expect(() => checkWebhookHeaders({ "x-a": "a".repeat(6_000) })).toThrow(
      "6000 characters"
    )
    expect(() => checkWebhookHeaders({ "X-A": "1", "x-a": "2" })).toThrow(
      "twice"
    )
  })

  it("keep their values to themselves when they are refused", () => {
    expect(() => checkWebhookHeaders({ "x-token": `${TOKEN}\n` })).not.toThrow(
      TOKEN
    )
  })
})
