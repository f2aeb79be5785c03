import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { withClient } from "../helpers/services/databases"
import { describeOnEngine } from "../helpers/backend/engine"
import { createJournal, type Journal } from "../helpers/watch/journal"
import { deleteByPrefix } from "../helpers/services/redis"
import {
  type SpawnedBackend,
  spawnBackend,
} from "../helpers/backend/spawn-backend"
import { waitFor } from "../helpers/watch/wait-for"

/** In milliseconds: a receipt's lease of 30 s, a job of 5 s, and a busy machine. */
const RECOVERY_TIME = 90_000

describeOnEngine(
  "A backend that is killed within a handler of processOnce",
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
        consumers: ["erp", "crm"],
      })
      return backend
    }

    /** A lease of 30 s has as good as run out when the next process is there. */
    const endLeasesSoon = async () =>
      await withClient(context.engine.databaseUrl, async (client) => {
        await client.query(
          `update order_finalization_receipt
           set next_attempt_at = next_attempt_at - interval '25 seconds'`
        )
        await client.query(
          `update order_finalization_event
           set claimed_until = claimed_until - interval '25 seconds'`
        )
      })

    const receiptsOf = async (orderId: string) =>
      await withClient(context.engine.databaseUrl, async (client) => {
        const { rows } = await client.query(
          `select consumer, status, attempts from order_finalization_receipt
           where order_id = $1 order by consumer`,
          [orderId]
        )
        return rows
      })

    beforeAll(() => {
      journal = createJournal()
    })
    afterAll(async () => {
      await backend?.kill()
      journal.remove()
    })

    it("hands the event to its consumer again, though the event bus forgot it", async () => {
      const first = await start()
      const { cart_id } = await readyCart(first)
      first.trap({ point: "in-handler", cart_id, action: "kill" })
      // The process may die before it answers.
      await completeCart(first, cart_id).catch(() => {})
      await first.died("in-handler")
      const [begun] = journal.handled()
      expect(begun).toMatchObject({ name: "order.finalized", is_done: false })
      const { order_id, event_id } = begun!

      const { redisUrl, redisPrefix } = context.engine
      if (redisUrl) {
        await deleteByPrefix(redisUrl, redisPrefix!)
      }
      await endLeasesSoon()
      await start()
      await waitFor(
        async () => {
          const receipts = await receiptsOf(order_id)
          return (
            receipts.length === 2 &&
            receipts.every(({ status }) => status === "done")
          )
        },
        { timeout: RECOVERY_TIME, message: "both consumers to be done" }
      )

      const worked = (consumer: string) =>
        journal.handled().filter((work) => work.consumer === consumer)
      const [killed, other] =
        begun!.consumer === "erp" ? ["erp", "crm"] : ["crm", "erp"]
      expect(worked(killed)).toMatchObject([
        { event_id, is_done: false },
        { event_id, is_done: false },
        { event_id, is_done: true },
      ])
      const done = worked(other).filter(({ is_done }) => is_done)
      expect(done).toMatchObject([{ event_id }])
      expect(await receiptsOf(order_id)).toContainEqual({
        consumer: killed,
        status: "done",
        attempts: 2,
      })
    }, 240_000)
  },
  { boot: false }
)
