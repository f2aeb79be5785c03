import {
  type SpawnedBackend,
  spawnBackend,
} from "../helpers/backend/spawn-backend"
import { describeOnEngine } from "../helpers/backend/engine"
import { logInAsAdmin } from "../helpers/backend/log-in"
import {
  FIRST_ANSWERS,
  WEBHOOK_POINTS,
  type KillPoint,
} from "../helpers/faults/kill-points"
import { withClient } from "../helpers/services/databases"
import { addWebhook } from "../helpers/shop/add-webhook"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import {
  startWebhookReceiver,
  type WebhookReceiver,
} from "../helpers/stand-ins/webhook-receiver"
import { createJournal, type Journal } from "../helpers/watch/journal"
import { waitFor } from "../helpers/watch/wait-for"

type Name = "order.finalized" | "order.reverted"

const BOTH: Name[] = ["order.finalized", "order.reverted"]
const EVENTS: [KillPoint, Name][] = WEBHOOK_POINTS.flatMap((point) =>
  BOTH.map((name): [KillPoint, Name] => [point, name])
)
/** In milliseconds: a claim's lease of 30 s, and an attempt 5 s after one that has failed. */
const RECOVERY_TIME = 90_000

/**
 * Each order is finalized and reverted; the process dies while the one event or the other is
 * on its way.
 */
describeOnEngine(
  "A backend that is killed while it sends an order's events to a webhook",
  (context) => {
    let journal: Journal
    let backend: SpawnedBackend
    let adminHeaders: Record<string, string>
    let receiver: WebhookReceiver
    /** The order whose event comes to the point, by both. */
    const orders = new Map<string, string>()
    const keyOf = (point: KillPoint, name: Name) => `${point} ${name}`
    /** What the first request for a cart's event is answered. */
    const firstAnswers = new Map<string, number | "nothing">()

    const received = (orderId: string) =>
      receiver.requests
        .map(({ headers, body }) => ({ headers, ...JSON.parse(body) }))
        .filter(({ data }) => data.id === orderId)
    const namesOf = (orderId: string): Name[] => [
      ...new Set(received(orderId).map(({ type }) => type as Name)),
    ]

    const sql = async (statement: string, values: unknown[] = []) =>
      await withClient(
        context.engine.databaseUrl,
        async (client) => (await client.query(statement, values)).rows
      )

    const start = async () => {
      const { databaseUrl, redisUrl, redisPrefix } = context.engine
      backend = await spawnBackend({
        journal,
        databaseUrl,
        redisUrl,
        redisPrefix,
        pluginOptions: { webhooks: { allowedNetworks: ["127.0.0.0/8"] } },
      })
      adminHeaders = await logInAsAdmin(backend)
    }

    const trap = (point: KillPoint, name: Name, cart_id: string) => {
      const answer = FIRST_ANSWERS[point]
      if (answer) {
        firstAnswers.set(`${cart_id} ${name}`, answer)
      }
      backend.trap({ point, cart_id, action: "hold" })
    }
    const sell = async (point: KillPoint, name: Name, cart_id: string) => {
      const { data } = await completeCart(backend, cart_id)
      orders.set(keyOf(point, name), data.order.id)
      return data.order.id as string
    }
    const untilDone = async (orderId: string) =>
      await waitFor(
        async () =>
          (
            await sql(
              `select 1 from order_finalization_receipt
               where order_id = $1 and status = 'done'`,
              [orderId]
            )
          ).length,
        { timeout: 20_000, message: `${orderId} to be delivered` }
      )
    /** The order is gone: an `order.reverted`. */
    const lose = async (orderId: string) => {
      await sql(`delete from "order" where id = $1`, [orderId])
      const { status } = await backend.api.post(
        `/admin/orders/${orderId}/finalization/reconcile`,
        {},
        adminHeaders
      )
      expect(status).toBe(200)
    }

    beforeAll(async () => {
      journal = createJournal()
      receiver = await startWebhookReceiver((response, { body }) => {
        const { type, data } = JSON.parse(body)
        const key = `${data.cart_id} ${type}`
        const answer = firstAnswers.get(key)
        firstAnswers.delete(key)
        if (answer !== "nothing") {
          response.writeHead(answer ?? 200).end()
        }
      })

      await start()
      const { api } = backend
      await addWebhook({ api, adminHeaders }, { url: receiver.url })
      for (const point of WEBHOOK_POINTS) {
        const { cart_id } = await readyCart(backend)
        trap(point, "order.finalized", cart_id)
        const orderId = await sell(point, "order.finalized", cart_id)
        await backend.held(point)
        await lose(orderId)
      }
      await backend.kill()

      await start()
      for (const point of WEBHOOK_POINTS) {
        const { cart_id } = await readyCart(backend)
        const orderId = await sell(point, "order.reverted", cart_id)
        await untilDone(orderId)
        trap(point, "order.reverted", cart_id)
        await lose(orderId)
        await backend.held(point)
      }
      await backend.kill()

      await start()
    }, 300_000)

    afterAll(async () => {
      await backend.kill()
      await receiver.close()
      journal.remove()
    })

    it.each(EVENTS)(
      "at %s of its %s, sends both, in their order, each under one ID",
      async (point, name) => {
        const orderId = orders.get(keyOf(point, name))!
        await waitFor(() => namesOf(orderId).length === BOTH.length, {
          timeout: RECOVERY_TIME,
          message: () => `both events, got ${namesOf(orderId)}`,
        })
        const requests = received(orderId)
        expect(requests.map(({ data }) => data.sequence)).toEqual(
          requests.map(({ data }) => data.sequence).sort()
        )
        const ids = requests.map(({ headers }) => headers["webhook-id"])
        expect(new Set(ids).size).toBe(BOTH.length)
      },
      RECOVERY_TIME + 10_000
    )
  },
  { boot: false }
)
