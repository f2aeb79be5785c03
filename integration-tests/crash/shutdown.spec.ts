import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { withClient } from "../helpers/services/databases"
import { describeOnEngine } from "../helpers/backend/engine"
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
        pluginOptions: { reconcileAfter: "1s" },
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
    const rowsOf = async (sql: string, orderId: string) =>
      await withClient(context.engine.databaseUrl, async (client) => {
        const { rows } = await client.query(sql, [orderId])
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
  },
  { boot: false }
)
