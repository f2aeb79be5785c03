import { randomBytes } from "crypto"
import type { ServerResponse } from "http"
import { describeOnEngine } from "../helpers/backend/engine"
import { addWebhook, WEBHOOKS } from "../helpers/shop/add-webhook"
import { finalizeFreeOrders } from "../helpers/shop/webhooks"
import {
  startWebhookReceiver,
  type WebhookReceiver,
} from "../helpers/stand-ins/webhook-receiver"
import { waitFor } from "../helpers/watch/wait-for"

/** In milliseconds: an answer has to come as a whole within 15 s. */
const ATTEMPT_TIME = 30_000
const MEGABYTE = 1024 * 1024
const GIGABYTES = 10 * 1024

/** In bytes, by the attempt that took the most. */
let taken = 0

/** As much as is taken, in pieces, and no end before ten gigabytes. */
const flood = (response: ServerResponse) => {
  const { socket } = response
  response.on(
    "close",
    () => (taken = Math.max(taken, socket?.bytesWritten ?? 0))
  )
  const piece = randomBytes(MEGABYTE)
  let pieces = 0
  const write = () => {
    while (pieces++ < GIGABYTES && response.write(piece)) {
      // Until the connection is full.
    }
  }
  response.on("drain", write).on("error", () => {})
  write()
}

const drip = (response: ServerResponse) => {
  response.writeHead(200)
  const timer = setInterval(() => response.write("."), 100)
  response.on("close", () => clearInterval(timer))
}

/** What a receiver does, and what is kept of the attempt. */
const FAULTS: Record<
  string,
  {
    answer: (response: ServerResponse) => void
    isTls?: boolean
    status_code: number | null
    error_code: string
  }
> = {
  "never answers": {
    answer: () => {},
    status_code: null,
    error_code: "timeout",
  },
  "answers byte by byte": {
    answer: drip,
    status_code: 200,
    error_code: "timeout",
  },
  "answers 10 GB": { answer: flood, status_code: 200, error_code: "too_large" },
  "closes in the middle": {
    answer: (response) => {
      response.writeHead(200, { "content-length": "100" })
      response.write("half", () => response.destroy())
    },
    status_code: 200,
    error_code: "closed",
  },
  "has a certificate that nobody trusts": {
    answer: (response) => void response.end(),
    isTls: true,
    status_code: null,
    error_code: "tls",
  },
  "redirects to where credentials are": {
    answer: (response) =>
      void response
        .writeHead(302, { location: "http://169.254.169.254/latest" })
        .end(),
    status_code: 302,
    error_code: "redirect",
  },
}

describeOnEngine(
  "Receivers of webhooks that misbehave",
  (context) => {
    const receivers: WebhookReceiver[] = []
    const ids: Record<string, string> = {}

    const attemptsOf = async (id: string) => {
      const { api, adminHeaders } = context.backend
      const path = `${WEBHOOKS}/${id}/deliveries`
      const { data } = await api.get(path, adminHeaders)
      return data.deliveries.flatMap(
        ({ attempts }: { attempts: object[] }) => attempts
      )
    }

    beforeAll(async () => {
      for (const [name, { answer, isTls }] of Object.entries(FAULTS)) {
        const receiver = await startWebhookReceiver(answer, { isTls })
        receivers.push(receiver)
        const { url } = receiver
        ids[name] = (await addWebhook(context.backend, { url })).id
      }
    })
    afterAll(async () => {
      await Promise.all(receivers.map((receiver) => receiver.close()))
    })

    it("hold up no other, are read no further than is needed, and are failed attempts with their code", async () => {
      const healthy = await startWebhookReceiver((response) => {
        response.end()
      })
      receivers.push(healthy)
      await addWebhook(context.backend, { url: healthy.url })
      const orders = await finalizeFreeOrders(context.backend, 20)
      await waitFor(() => healthy.requests.length === orders.length)
      // Long before those that hang are given up.
      expect(await attemptsOf(ids["never answers"]!)).toEqual([])

      for (const [name, expected] of Object.entries(FAULTS)) {
        const [attempt] = await waitFor(
          async () => {
            const attempts = await attemptsOf(ids[name]!)
            return attempts.length > 0 && attempts
          },
          { timeout: ATTEMPT_TIME, message: `an attempt at one that ${name}` }
        )
        const { status_code, error_code } = expected
        expect({ name, ...attempt }).toMatchObject({
          name,
          status_code,
          error_code,
        })
      }
      // Mostly what a connection holds before anybody has read it.
      expect(taken / MEGABYTE).toBeLessThan(32)
    }, 60_000)
  },
  { pluginOptions: { webhooks: { allowedNetworks: ["127.0.0.0/8"] } } }
)
