import { execFile } from "child_process"
import dns from "dns"
import { setMaxListeners } from "events"
import { mkdtempSync, rmSync, writeFileSync } from "fs"
import { createServer as createTcpServer, type Socket } from "net"
import { tmpdir } from "os"
import * as path from "path"
import { Webhook } from "standardwebhooks"
import { promisify } from "util"
import { version } from "../../package.json"
import {
  isDelivered,
  WebhookSender,
  type WebhookRequest,
} from "../../src/modules/order-finalization/webhooks/sending/webhook-sender"
import { createWebhookSecret } from "../../src/modules/order-finalization/webhooks/webhook-secret"
import { TEST_CERTIFICATE } from "../helpers/stand-ins/test-certificate"
import {
  listenOnLoopback,
  startWebhookReceiver,
} from "../helpers/stand-ins/webhook-receiver"
import { waitFor } from "../helpers/watch/wait-for"

const ROOT = path.join(__dirname, "../..")
const BOUNDS = { connectWithinMs: 300, answerWithinMs: 600 }
const TEN_GB = 10 * 1_024 ** 3
const MB = 1_024 ** 2

describe("A webhook's request", () => {
  const cleanUps: (() => unknown)[] = []
  const secret = createWebhookSecret()

  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) {
      await cleanUp()
    }
  })

  const start = async (
    answer: Parameters<typeof startWebhookReceiver>[0],
    { isTls = false } = {}
  ) => {
    const receiver = await startWebhookReceiver(answer, {
      isTls,
      isChecked: false,
    })
    cleanUps.push(receiver.close)
    return receiver
  }

  const newSender = (bounds?: typeof BOUNDS) => {
    const sender = new WebhookSender(
      { allowedNetworks: ["127.0.0.0/8"] },
      bounds
    )
    cleanUps.push(() => sender.close())
    return sender
  }

  const to = (url: string, rest?: Partial<WebhookRequest>): WebhookRequest => ({
    endpointId: "webhook_1",
    url,
    id: "ordev_1",
    attempt: 1,
    body: '{"type":"order.finalized"}',
    contentType: "application/json",
    headers: {},
    secrets: [secret],
    signal: new AbortController().signal,
    ...rest,
  })

  /** A server that speaks no HTTP of its own accord, on each connection. */
  const startTcp = async (greet: (socket: Socket) => void = () => {}) => {
    const sockets = new Set<Socket>()
    const server = createTcpServer((socket) => {
      sockets.add(socket)
      socket.on("error", () => {})
      greet(socket)
    })
    const port = await listenOnLoopback(server)
    cleanUps.push(() => {
      sockets.forEach((socket) => socket.destroy())
      return new Promise((resolve) => server.close(resolve))
    })
    return { port, sockets }
  }

  it("has the headers of Standard Webhooks, its own, and the endpoint's", async () => {
    const receiver = await start((response) => response.end("thanks"))
    const traceparent =
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    const headers = { Authorization: "Bearer abc", traceparent }
    const answer = await newSender().send(
      to(`${receiver.url}/orders?shop=1`, { headers, attempt: 3 })
    )
    expect(answer).toEqual({
      status_code: 200,
      error_code: null,
      duration_ms: expect.any(Number),
      answer_excerpt: "thanks",
      retry_after_ms: null,
      is_aborted: false,
      was_sent: true,
    })
    expect(isDelivered(answer)).toBe(true)
    const [request] = receiver.requests
    expect(request).toMatchObject({ method: "POST", url: "/orders?shop=1" })
    expect(request!.headers).toMatchObject({
      "content-type": "application/json",
      "user-agent": `medusa-plugin-order-finalized/${version}`,
      "webhook-id": "ordev_1",
      "webhook-attempt": "3",
      authorization: "Bearer abc",
      traceparent,
    })
    const seconds = Number(request!.headers["webhook-timestamp"])
    expect(Math.abs(seconds - Date.now() / 1_000)).toBeLessThan(10)
  })

  it("is verified by the official library: the bytes signed are the bytes sent", async () => {
    const receiver = await start((response) => response.end())
    const sender = newSender()
    const next = createWebhookSecret()
    for (const body of [
      "{}",
      '{"a":"Gr\u00fc\u00dfe \ud83d\uded2"}',
      '{"a":"\ud83d"}',
    ]) {
      await sender.send(to(receiver.url, { body, secrets: [next, secret] }))
      const { body: received, headers } = receiver.requests.at(-1)!
      for (const known of [secret, next]) {
        expect(new Webhook(known).verify(received, headers)).toEqual(
          JSON.parse(received)
        )
      }
    }
  })

  it.each([
    [200, true],
    [204, true],
    [299, true],
    [400, false],
    [410, false],
    [429, false],
    [500, false],
  ])("that is answered with %i is delivered: %s", async (status, delivered) => {
    const receiver = await start((response) => response.writeHead(status).end())
    const answer = await newSender().send(to(receiver.url))
    expect(answer).toMatchObject({ status_code: status, error_code: null })
    expect(isDelivered(answer)).toBe(delivered)
  })

  it("follows no redirect", async () => {
    const inner = await start((response) => response.end())
    const places = ["http://169.254.169.254/latest/meta-data/", inner.url]
    for (const place of places) {
      for (const status of [301, 302, 307, 308]) {
        const receiver = await start((response) =>
          response.writeHead(status, { location: place }).end()
        )
        const answer = await newSender().send(to(receiver.url))
        expect(answer).toMatchObject({
          status_code: status,
          error_code: "redirect",
        })
        expect(isDelivered(answer)).toBe(false)
        expect(receiver.requests).toHaveLength(1)
      }
    }
    expect(inner.connections).toBe(0)
  })

  it.each([
    ["30", 29_000, 30_000],
    ["0", 0, 0],
    [new Date(Date.now() + 3_600_000).toUTCString(), 3_000_000, 3_600_000],
    ["Wed, 21 Oct 2015 07:28:00 GMT", 0, 0],
  ])("hears Retry-After: %s", async (value, min, max) => {
    const receiver = await start((response) =>
      response.writeHead(503, { "retry-after": value }).end()
    )
    const { retry_after_ms } = await newSender().send(to(receiver.url))
    expect(retry_after_ms).toBeGreaterThanOrEqual(min)
    expect(retry_after_ms).toBeLessThanOrEqual(max)
  })

  it("hears that the receiver wants no more attempts, unless it has succeeded", async () => {
    for (const [status, isAborted] of [
      [400, true],
      [200, false],
    ] as const) {
      const receiver = await start((response) =>
        response
          .writeHead(status, {
            "webhook-delivery": "abort-message",
            "retry-after": "soon",
          })
          .end()
      )
      expect(await newSender().send(to(receiver.url))).toMatchObject({
        is_aborted: isAborted,
        retry_after_ms: null,
      })
    }
  })

  it.each([
    ["Abort-Message", true],
    [" abort-message ", true],
    ["queued, abort-message", true],
    [["queued", "abort-message"], true],
    ["abort-messages", false],
    [["queued", "later"], false],
  ])("hears webhook-delivery: %j", async (value, isAborted) => {
    const receiver = await start((response) =>
      response.setHeader("webhook-delivery", value).writeHead(400).end()
    )
    expect(await newSender().send(to(receiver.url))).toMatchObject({
      is_aborted: isAborted,
    })
  })

  it("keeps the beginning of the answer, as text, without secrets", async () => {
    const body = `{\n  "error": "no slot\u0000 for ada@example.com",\n  "password": "hunter2"\n}\ud83d${"x".repeat(3_000)}`
    const receiver = await start((response) =>
      response.writeHead(422).end(Buffer.from(body))
    )
    const { answer_excerpt } = await newSender().send(to(receiver.url))
    expect(answer_excerpt).toMatch(/^\{ "error": "no slot for \[redacted\]/)
    expect(answer_excerpt).not.toMatch(/ada|hunter2|[\p{Cc}\p{Cs}]/u)
    expect(answer_excerpt!.length).toBeLessThanOrEqual(1_000)
  })

  it("ends in time when it is never answered", async () => {
    const receiver = await start(() => {})
    const answer = await newSender(BOUNDS).send(to(receiver.url))
    expect(answer).toMatchObject({
      error_code: "timeout",
      status_code: null,
      was_sent: true,
    })
    expect(answer.duration_ms).toBeGreaterThanOrEqual(590)
    expect(answer.duration_ms).toBeLessThan(3_000)
  })

  it("ends in time when the answer comes byte by byte", async () => {
    let isClosed = false
    const receiver = await start((response) => {
      response.writeHead(200).flushHeaders()
      const timer = setInterval(() => response.write("."), 20)
      response.on("close", () => {
        clearInterval(timer)
        isClosed = true
      })
    })
    const answer = await newSender(BOUNDS).send(to(receiver.url))
    expect(answer).toMatchObject({
      error_code: "timeout",
      status_code: 200,
      answer_excerpt: expect.stringMatching(/^\.+$/),
    })
    expect(isDelivered(answer)).toBe(false)
    await waitFor(() => isClosed)
  })

  it("reads no more than a little of an answer of 10 GB", async () => {
    let sent = 0
    const receiver = await start((response) => {
      response.writeHead(200, { "content-length": TEN_GB })
      const chunk = Buffer.alloc(MB, "x")
      const write = () => {
        while (!response.destroyed && response.write(chunk)) {}
      }
      response.on("drain", write)
      response.on("close", () => (sent = response.socket!.bytesWritten))
      write()
    })
    const before = process.memoryUsage().rss
    const answer = await newSender().send(to(receiver.url))
    expect(answer).toMatchObject({ error_code: "too_large", status_code: 200 })
    expect(isDelivered(answer)).toBe(false)
    await waitFor(() => sent > 0)
    // What the sockets of the machine hold, both ways.
    expect(sent).toBeLessThan(32 * MB)
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * MB)
  })

  it("notices headers without an end", async () => {
    const { port } = await startTcp((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n")
      socket.write(`x-long: ${"x".repeat(100_000)}`)
    })
    expect(
      await newSender(BOUNDS).send(to(`http://127.0.0.1:${port}`))
    ).toMatchObject({ error_code: "too_large", status_code: null })
  })

  it("notices a receiver that closes in the middle", async () => {
    const atOnce = await startTcp((socket) =>
      socket.once("data", () => socket.destroy())
    )
    const url = `http://127.0.0.1:${atOnce.port}`
    expect(await newSender().send(to(url))).toMatchObject({
      error_code: "closed",
      status_code: null,
    })
    const later = await start((response) => {
      response.writeHead(200, { "content-length": 100 })
      response.write("half", () => response.destroy())
    })
    const answer = await newSender().send(to(later.url))
    expect(answer).toMatchObject({ error_code: "closed", status_code: 200 })
    expect(isDelivered(answer)).toBe(false)
  })

  it("notices what is no HTTP, nobody who listens, and a name that is none", async () => {
    const { port } = await startTcp((socket) => socket.end("SSH-2.0\r\n\r\n"))
    const gone = await start(() => {})
    await gone.close()
    const sender = newSender()
    for (const [url, code] of [
      [`http://127.0.0.1:${port}`, "protocol"],
      [gone.url, "refused"],
      ["https://erp.invalid", "dns"],
    ] as const) {
      const answer = await sender.send(to(url))
      expect(answer).toMatchObject({ error_code: code, was_sent: true })
    }
  })

  it("is not sent to who has no certificate that is trusted, whatever the environment says", async () => {
    const receiver = await start((response) => response.end(), { isTls: true })
    const plain = await start((response) => response.end())
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0"
    cleanUps.push(() => delete process.env.NODE_TLS_REJECT_UNAUTHORIZED)
    const sender = newSender()
    for (const url of [receiver.url, plain.url.replace("http:", "https:")]) {
      expect(await sender.send(to(url))).toMatchObject({ error_code: "tls" })
    }
    expect(receiver.requests).toEqual([])
  })

  it("is sent by https to a name whose certificate is trusted", async () => {
    const receiver = await start((response) => response.end(), { isTls: true })
    const folder = mkdtempSync(path.join(tmpdir(), "order-finalized-"))
    cleanUps.push(() => rmSync(folder, { recursive: true }))
    const authority = path.join(folder, "authority.pem")
    writeFileSync(authority, TEST_CERTIFICATE)
    // Node.js reads whom to trust once, at its start.
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["-r", "ts-node/register", "-e", SEND_ONCE],
      {
        cwd: ROOT,
        env: {
          ...process.env,
          NODE_OPTIONS: "",
          NODE_EXTRA_CA_CERTS: authority,
          URL_TO_SEND_TO: receiver.url.replace("127.0.0.1", "localhost"),
        },
      }
    )
    expect(JSON.parse(stdout)).toMatchObject({
      status_code: 200,
      error_code: null,
    })
    expect(receiver.requests).toHaveLength(1)
  })

  it("gives up a connection that is not made in time", async () => {
    // It takes the connection, and says nothing to a client that wants TLS.
    const { port } = await startTcp()
    const url = `https://127.0.0.1:${port}`
    const bounds = { ...BOUNDS, answerWithinMs: 10_000 }
    const answer = await newSender(bounds).send(to(url))
    expect(answer).toMatchObject({
      error_code: "connect_timeout",
      was_sent: true,
    })
    expect(answer.duration_ms).toBeLessThan(3_000)
  })

  it("is no attempt when the backend stops: before, while connecting, or underway", async () => {
    const hanging = await start(() => {})
    const mute = await startTcp()
    const sender = newSender()
    const stopped = {
      error_code: "stopped",
      was_sent: false,
      status_code: null,
    }

    const signal = AbortSignal.abort()
    expect(await sender.send(to(hanging.url, { signal }))).toMatchObject(
      stopped
    )
    expect(hanging.connections).toBe(0)

    const connecting = new AbortController()
    const url = `https://127.0.0.1:${mute.port}`
    const first = sender.send(
      to(url, { endpointId: "mute", signal: connecting.signal })
    )
    await waitFor(() => mute.sockets.size === 1)
    connecting.abort()
    const answer = await first
    expect(answer).toMatchObject(stopped)
    // Sooner than the connection is given up, for which a shutdown does not wait.
    expect(answer.duration_ms).toBeLessThan(3_000)

    const underway = new AbortController()
    const second = sender.send(to(hanging.url, { signal: underway.signal }))
    await waitFor(() => hanging.requests.length === 1)
    underway.abort()
    expect(await second).toMatchObject(stopped)
  })

  it("waits for no other endpoint that hangs", async () => {
    const hanging = await start(() => {})
    const healthy = await start((response) => response.end())
    const sender = newSender()
    const backend = new AbortController()
    setMaxListeners(0, backend.signal)
    let ended = 0
    const stuck = Array.from({ length: 40 }, async () => {
      await sender.send(
        to(hanging.url, { endpointId: "hanging", signal: backend.signal })
      )
      ended++
    })
    await waitFor(() => hanging.requests.length === 40)
    for (let sent = 0; sent < 40; sent++) {
      const answer = await sender.send(
        to(healthy.url, { endpointId: "healthy" })
      )
      expect(answer.error_code).toBeNull()
    }
    expect(ended).toBe(0)
    // Connections are kept; a request may leave before the last one's is free again.
    expect(healthy.connections).toBeLessThan(5)
    backend.abort()
    await Promise.all(stuck)
  })

  it("has a name looked up once at a time, however many wait for it or have given up", async () => {
    const receiver = await start((response) => response.end())
    const asked: string[] = []
    const answers: (() => void)[] = []
    const lookup = jest.spyOn(dns, "lookup").mockImplementation(((
      name: string,
      _: unknown,
      callback: (error: null, found: dns.LookupAddress[]) => void
    ) => {
      asked.push(name)
      answers.push(() => callback(null, [{ address: "127.0.0.1", family: 4 }]))
    }) as never)
    cleanUps.push(() => lookup.mockRestore())
    const urlOf = (name: string) => `http://${name}:${receiver.port}`
    const sender = newSender(BOUNDS)
    const send = async (name: string, endpointId: string) =>
      await sender.send(to(urlOf(name), { endpointId }))

    const first = await Promise.all(
      ["a", "b", "c"].map(async (id) => await send("erp.example", id))
    )
    for (const answer of first) {
      expect(answer).toMatchObject({ status_code: null, was_sent: true })
    }
    const waiting = send("erp.example", "d")
    const other = send("crm.example", "e")
    await waitFor(() => asked.includes("crm.example"))
    expect(asked).toEqual(["erp.example", "crm.example"])
    answers.splice(0).forEach((answer) => answer())
    expect((await waiting).status_code).toBe(200)
    expect((await other).status_code).toBe(200)

    const later = send("erp.example", "f")
    await waitFor(() => answers.length > 0)
    answers.splice(0).forEach((answer) => answer())
    expect((await later).status_code).toBe(200)
    expect(asked).toEqual(["erp.example", "crm.example", "erp.example"])
  })

  it("goes to an endpoint's new URL as soon as it has one, and again once it was closed", async () => {
    const old = await start((response) => response.end())
    const next = await start((response) => response.end())
    const sender = newSender()
    await sender.send(to(old.url))
    await sender.send(to(next.url))
    await sender.close("webhook_1")
    await sender.send(to(next.url))
    await sender.close("webhook_2")
    expect(old.requests).toHaveLength(1)
    expect(next.requests).toHaveLength(2)
    expect(next.connections).toBe(2)
  })
})

const SEND_ONCE = `
  const { WebhookSender } = require("./src/modules/order-finalization/webhooks/sending/webhook-sender")
  const sender = new WebhookSender({ allowedNetworks: ["127.0.0.0/8"] })
  sender
    .send({
      endpointId: "webhook_1",
      url: process.env.URL_TO_SEND_TO,
      id: "ordev_1",
      attempt: 1,
      body: "{}",
      contentType: "application/json",
      headers: {},
      secrets: [],
      signal: new AbortController().signal,
    })
    .then((answer) => console.log(JSON.stringify(answer)))
    .finally(() => sender.close())
`
