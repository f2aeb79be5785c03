import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { withClient } from "../helpers/services/databases"
import { describeOnEngine } from "../helpers/backend/engine"
import { logInAsAdmin } from "../helpers/backend/log-in"
import { addWebhook } from "../helpers/shop/add-webhook"
import { startWebhookReceiver } from "../helpers/stand-ins/webhook-receiver"
import { createJournal, type Journal } from "../helpers/watch/journal"
import type { Trap } from "../helpers/faults/kill-points"
import {
  spawnBackend,
  type SpawnedBackend,
} from "../helpers/backend/spawn-backend"
import { waitFor } from "../helpers/watch/wait-for"

/** In milliseconds: what core alone takes and ten seconds, on a busy machine. */
const STOP_TIME = 20_000
/** Far less than a receipt's lease: nobody has to wait for one to run out. */
const RETURN_TIME = 25_000
/** In milliseconds: sooner than what is under way is cut off. */
const ANSWER_TIME = 1_000

describeOnEngine(
  "A backend that is asked to end",
  (context) => {
    let journal: Journal
    let backend: SpawnedBackend | undefined

    const start = async () => {
      const { databaseUrl, redisUrl, redisPrefix } = context.engine
      backend = await spawnBackend({
        journal,
        databaseUrl,
        redisUrl,
        redisPrefix,
        consumers: ["erp"],
        hasGate: true,
        pluginOptions: {
          reconcileAfter: "1s",
          webhooks: { allowedNetworks: ["127.0.0.0/8"] },
        },
      })
      return backend
    }
    const sell = async (running: SpawnedBackend, trap: Trap) => {
      const { cart_id } = await readyCart(running)
      running.trap(trap)
      const { data } = await completeCart(running, cart_id)
      await running.held(trap.point)
      return data.order.id as string
    }
    const rowsOf = async (sql: string, value: string) =>
      await withClient(context.engine.databaseUrl, async (client) => {
        const { rows } = await client.query(sql, [value])
        return rows
      })

    beforeAll(() => {
      journal = createJournal()
    })
    afterAll(async () => {
      await backend?.kill()
      journal.remove()
    })

    it("ends in time though a handler and a gate hang, and loses nothing", async () => {
      const first = await start()
      const handled = await sell(first, {
        point: "in-handler",
        action: "hold",
      })
      const gated = await sell(first, { point: "in-gate", action: "hold" })
      expect(await first.stop()).toBeLessThan(STOP_TIME)

      const receipts = `select status, attempts, next_attempt_at <= now() as is_due
        from order_finalization_receipt where order_id = $1`
      expect(await rowsOf(receipts, handled)).toEqual([
        { status: "pending", attempts: 0, is_due: true },
      ])
      expect(journal.handled()).toMatchObject([{ is_done: false }])

      await start()
      const doneOf = (orderId: string) =>
        journal
          .handled()
          .filter(({ order_id, is_done }) => order_id === orderId && is_done)
      await waitFor(() => doneOf(handled).length && doneOf(gated).length, {
        timeout: RETURN_TIME,
        message: "both orders to be handled",
      })
      const [begun] = journal.handled()
      expect(doneOf(handled)).toMatchObject([{ event_id: begun!.event_id }])
    }, 240_000)

    it("has a webhook's answer count that comes within a moment, and makes a request that is not answered again", async () => {
      await backend?.kill()
      let isBack = false
      const hanging = await startWebhookReceiver((response) => {
        if (isBack) {
          response.end()
        }
      })
      const slow = await startWebhookReceiver((response) => {
        setTimeout(() => response.end(), ANSWER_TIME)
      })
      const first = await start()
      const { api } = first
      const adminHeaders = await logInAsAdmin(first)
      const add = async (url: string) =>
        (await addWebhook({ api, adminHeaders }, { url })).id
      const hangingId = await add(hanging.url)
      const slowId = await add(slow.url)
      const { cart_id } = await readyCart(first)
      await completeCart(first, cart_id)
      await waitFor(() => hanging.requests.length && slow.requests.length)
      expect(await first.stop()).toBeLessThan(STOP_TIME)

      const receiptOf = async (id: string) =>
        (
          await rowsOf(
            `select status, attempts, next_attempt_at <= now() as is_due
             from order_finalization_receipt where consumer = $1`,
            `webhook:${id}`
          )
        )[0]
      expect(await receiptOf(slowId)).toMatchObject({ status: "done" })
      expect(await receiptOf(hangingId)).toEqual({
        status: "pending",
        attempts: 0,
        is_due: true,
      })

      isBack = true
      await start()
      await waitFor(
        async () => (await receiptOf(hangingId)).status === "done",
        { timeout: RETURN_TIME, message: "the event to be delivered" }
      )
      const [sent, ...again] = hanging.requests.map(({ headers }) => ({
        id: headers["webhook-id"],
        attempt: headers["webhook-attempt"],
      }))
      expect(sent!.attempt).toBe("1")
      expect(again).toEqual([sent])
      expect(slow.requests).toHaveLength(1)
      await hanging.close()
      await slow.close()
    }, 240_000)
  },
  { boot: false }
)
