import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { withClient } from "../helpers/services/databases"
import { describeOnEngine } from "../helpers/backend/engine"
import { logInAsAdmin } from "../helpers/backend/log-in"
import { addWebhook } from "../helpers/shop/add-webhook"
import {
  startWebhookReceiver,
  type WebhookReceiver,
} from "../helpers/stand-ins/webhook-receiver"
import { createJournal, type Journal } from "../helpers/watch/journal"
import {
  FIRST_ANSWERS,
  KILL_POINTS,
  type KillPoint,
  type Trap,
} from "../helpers/faults/kill-points"
import {
  type SpawnedBackend,
  spawnBackend,
} from "../helpers/backend/spawn-backend"
import { waitFor } from "../helpers/watch/wait-for"
import { judge } from "./judge"
import { type OrderTruth, readTruth, type Sale } from "./truth"

type Answer = "finalized" | "reverted" | "needs_review"

/** What becomes of an order whose process dies there. */
const ANSWERS: Record<KillPoint, Answer> = {
  "before-track": "needs_review",
  "after-track": "needs_review",
  "before-authorize": "needs_review",
  "after-authorize": "needs_review",
  "before-stage": "needs_review",
  "after-stage": "finalized",
  "after-last-step": "finalized",
  "before-release": "finalized",
  "after-release": "finalized",
  "before-settle": "finalized",
  "after-settle": "finalized",
  "before-emit": "finalized",
  "after-emit": "finalized",
  "before-webhook-request": "finalized",
  "after-webhook-request": "finalized",
  "after-webhook-answer": "finalized",
  "after-webhook-note": "finalized",
  "before-webhook-failure": "finalized",
  "after-webhook-failure": "finalized",
  "before-delete": "needs_review",
  "after-delete": "reverted",
  "before-guard-write": "reverted",
  "after-guard-write": "reverted",
  "before-revert-emit": "reverted",
  "after-revert-emit": "reverted",
  "before-reconcile-write": "finalized",
  "after-reconcile-write": "finalized",
}

/** Points on the way of an order whose payment is refused. */
const REFUSED: KillPoint[] = [
  "before-delete",
  "after-delete",
  "before-guard-write",
  "after-guard-write",
  "after-revert-emit",
  "before-revert-emit",
]

/** Where others of the same process would go on with the order: the process dies at once. */
const AT_ONCE: KillPoint[] = [
  "after-release",
  "after-guard-write",
  "before-reconcile-write",
  "after-reconcile-write",
]

/** Where the relay is held with the order, until it gives up: not beside its other point. */
const IN_NEXT_LIFE: KillPoint[] = ["before-revert-emit"]

/**
 * In milliseconds: a claim's lease of 30 s, or the audit's interval of 60 s, and what
 * is then to be done, on a busy machine.
 */
const RECOVERY_TIME = 90_000

type Victim = Sale & { order_id?: string; isAcknowledged: boolean }

describeOnEngine(
  "A backend that is killed and started again",
  (context) => {
    let journal: Journal
    let backend: SpawnedBackend | undefined
    let receiver: WebhookReceiver
    let orders: OrderTruth[] = []
    const victims = new Map<KillPoint, Victim>()

    const start = async (reconcileAfter: string, traps: Trap[] = []) => {
      const { databaseUrl, redisUrl, redisPrefix } = context.engine
      backend = await spawnBackend({
        journal,
        databaseUrl,
        redisUrl,
        redisPrefix,
        traps,
        pluginOptions: {
          reconcileAfter,
          webhooks: { allowedNetworks: ["127.0.0.0/8"] },
        },
      })
      return backend
    }

    /** A webhook: no event of any order is lost for it. */
    const addReceiver = async () => {
      receiver = await startWebhookReceiver((response, { headers, body }) => {
        const { cart_id } = JSON.parse(body).data
        const point = KILL_POINTS.find(
          (each) => victims.get(each)?.cart_id === cart_id
        )
        const isFirst = requestsFor(headers["webhook-id"]!).length === 1
        const first = point && isFirst ? FIRST_ANSWERS[point] : undefined
        if (first !== "nothing") {
          response.writeHead(first ?? 200).end()
        }
      })
      const { api } = backend!
      const adminHeaders = await logInAsAdmin({ api })
      await addWebhook({ api, adminHeaders }, { url: receiver.url })
    }

    const requestsFor = (eventId: string) =>
      receiver.requests.filter(
        ({ headers }) => headers["webhook-id"] === eventId
      )

    /** What the webhook was sent, by the event's ID: the same each time. */
    const readReceived = () => {
      const received = new Map<string, string>()
      for (const { headers, body } of receiver.requests) {
        const eventId = headers["webhook-id"]!
        expect(received.get(eventId) ?? body).toBe(body)
        received.set(eventId, body)
      }
      return received
    }

    /** Has a customer buy, whose order comes to the point and no further. */
    const lead = async (
      point: KillPoint,
      action: "hold" | "kill",
      trapAt = point
    ) => {
      const outcome = REFUSED.includes(point) ? "error" : "authorized"
      const sale = await readyCart(backend!, { outcome })
      const victim: Victim = { ...sale, isAcknowledged: false }
      victims.set(point, victim)
      const { cart_id } = sale
      backend!.trap({ point: trapAt, cart_id, action })
      // A slow machine takes longer than `reconcileAfter`: its reconciliation shall not
      // settle the order in the same life.
      backend!.trap({
        point: "before-reconcile-write",
        cart_id,
        action: "hold",
      })
      const answered = completeCart(backend!, cart_id).then(
        ({ data }) => {
          victim.isAcknowledged = data.type === "order"
        },
        // The connection dies with the process.
        () => {}
      )
      if (action === "hold") {
        await backend!.held(trapAt)
      } else {
        await backend!.died(point)
        await answered
      }
    }

    const readOrders = async () => {
      const { databaseUrl } = context.engine
      orders = await readTruth(databaseUrl, journal, [...victims.values()])
      const carts = new Map(
        journal.steps().map(({ cart_id, order_id }) => [cart_id, order_id])
      )
      for (const victim of victims.values()) {
        victim.order_id = carts.get(victim.cart_id)
      }
    }

    const orderOf = (point: KillPoint) =>
      orders.find(({ order_id }) => order_id === victims.get(point)!.order_id)

    const isPublished = async () =>
      await withClient(context.engine.databaseUrl, async (client) => {
        const { rows } = await client.query(
          "select from order_finalization_event where published_at is null"
        )
        return rows.length === 0
      })

    const hasAnswer = (point: KillPoint) => {
      const order = orderOf(point)
      const answer = ANSWERS[point]
      return answer === "needs_review"
        ? order?.status === answer
        : Boolean(order?.[answer].length)
    }

    /** Starts a backend that dies while it reconciles an order of an earlier one. */
    const dieReconciling = async (point: KillPoint) => {
      const { cart_id } = victims.get(point)!
      // Its jobs begin before anybody hears that it has started.
      await start("1s", [{ point, cart_id, action: "kill" }])
      await backend!.died(point)
    }

    /** Whatever one backend leaves behind, the next ones find. */
    beforeAll(async () => {
      journal = createJournal()
      // Long enough for reconciliation to leave the orders alone that are held.
      await start("20s")
      await addReceiver()
      const later = [...AT_ONCE, ...IN_NEXT_LIFE]
      const held = KILL_POINTS.filter((point) => !later.includes(point))
      for (const point of held) {
        await lead(point, "hold")
      }
      await lead("after-release", "kill")

      await start("5s")
      await lead("before-reconcile-write", "hold", "after-last-step")
      for (const point of IN_NEXT_LIFE) {
        await lead(point, "hold")
      }
      await lead("after-guard-write", "kill")
      await dieReconciling("before-reconcile-write")

      await start("5s")
      await lead("after-reconcile-write", "kill", "after-last-step")
      await dieReconciling("after-reconcile-write")

      await start("1s")
    }, 300_000)

    afterAll(async () => {
      await backend?.kill()
      await receiver.close()
      journal.remove()
    })

    it.each(KILL_POINTS)(
      "leads an order to its answer whose process died at %s",
      async (point) => {
        await waitFor(
          async () => {
            await readOrders()
            return hasAnswer(point)
          },
          {
            timeout: RECOVERY_TIME,
            message: () =>
              `${ANSWERS[point]}, got ${JSON.stringify(orderOf(point), null, 2)}`,
          }
        )
        const order = orderOf(point)!
        const answer = ANSWERS[point]
        expect(order).toMatchObject({
          status: answer,
          stands: answer !== "reverted",
          review_reason:
            answer === "needs_review" ? expect.stringMatching(/\.$/) : null,
        })
      },
      RECOVERY_TIME + 10_000
    )

    it("answers none of them twice, falsely or not at all", async () => {
      await waitFor(async () => await isPublished(), {
        timeout: RECOVERY_TIME,
        message: "every event to be published",
      })
      await readOrders()
      const acknowledged = [...victims.values()].flatMap(
        ({ isAcknowledged, order_id }) =>
          isAcknowledged && order_id ? [order_id] : []
      )
      expect(judge(orders, new Set(acknowledged))).toEqual([])
      expect(orders).toHaveLength(KILL_POINTS.length)
    }, 100_000)

    it("sends a webhook every event of theirs, each order's in sequence, and no event under two IDs", async () => {
      const events = await withClient(
        context.engine.databaseUrl,
        async (client) =>
          (
            await client.query<{ id: string; order_id: string }>(
              `select id, order_id from order_finalization_event
               where due_at is not null order by order_id, sequence`
            )
          ).rows
      )
      await waitFor(() => readReceived().size >= events.length, {
        timeout: RECOVERY_TIME,
        message: () =>
          `${events.length} events, got ${readReceived().size} of them`,
      })
      const received = [...readReceived().keys()]
      expect([...received].sort()).toEqual(events.map(({ id }) => id).sort())
      for (const order of orders) {
        const own = events.filter(({ order_id }) => order_id === order.order_id)
        const ids = own.map(({ id }) => id)
        expect(received.filter((id) => ids.includes(id))).toEqual(ids)
      }
    }, 100_000)

    it.each([
      ["before-webhook-request", ["1"]],
      // The receiver had it, and could not know that nobody would note it.
      ["after-webhook-request", ["1", "1"]],
      ["after-webhook-answer", ["1", "1"]],
      ["after-webhook-note", ["1"]],
      ["before-webhook-failure", ["1", "1"]],
      ["after-webhook-failure", ["1", "2"]],
    ] as const)(
      "counts of its requests those alone whose end was noted, killed at %s",
      async (point, attempts) => {
        const [event] = await withClient(
          context.engine.databaseUrl,
          async (client) =>
            (
              await client.query<{ id: string }>(
                "select id from order_finalization_event where order_id = $1",
                [victims.get(point)!.order_id]
              )
            ).rows
        )
        const found = () =>
          requestsFor(event!.id).map(
            ({ headers }) => headers["webhook-attempt"]
          )
        await waitFor(() => found().length >= attempts.length, {
          timeout: RECOVERY_TIME,
          message: () => `attempts ${attempts}, got ${found()}`,
        })
        expect(found()).toEqual(attempts)
      },
      RECOVERY_TIME + 10_000
    )
  },
  { boot: false }
)
