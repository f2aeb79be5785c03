import { Client } from "pg"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { describeOnEngine } from "../helpers/backend/engine"
import { listen, type Listener } from "../helpers/watch/listener"
import { getOrder, retrieveRecord } from "../helpers/shop/order"
import { CHECKOUT_PATIENCE_MS } from "../../src/modules/order-finalization/timing"

/**
 * Enough for their events' subscribers to take all ten connections that a backend has, if
 * they waited; few enough for core's lock on the product's inventory (Medusa 2.21.2).
 */
const MANY = 6
/** Tracking the order, and staging or reverting it. */
const WRITES = 2
/** In milliseconds: what a busy machine may add. */
const SLACK = 3_000
/** In milliseconds: a claim's lease, the reconciliation job's interval, and some more. */
const REPAIR_TIME = 60_000

describeOnEngine(
  "A checkout while somebody has locked the plugin's tables",
  (context) => {
    let listener: Listener
    let unlock = async () => {}

    beforeAll(() => {
      listener = listen(context.backend, ["order.finalized", "order.reverted"])
    })
    afterEach(async () => await unlock())
    afterAll(() => listener.stop())

    /** As a migration or `vacuum full` does. */
    const lock = async (table: string) => {
      const { databaseUrl } = context.engine
      const client = new Client({ connectionString: databaseUrl })
      await client.connect()
      await client.query("begin")
      await client.query(`lock table ${table} in access exclusive mode`)
      unlock = async () => {
        unlock = async () => {}
        await client.end()
      }
    }

    const time = async <T>(work: () => Promise<T>) => {
      const begin = Date.now()
      const result = await work()
      return { result, ms: Date.now() - begin }
    }

    const buy = async (cart_id: string) =>
      await time(async () => await completeCart(context.backend, cart_id))

    const prepare = async (count: number, outcome?: "error") => {
      const carts: string[] = []
      while (carts.length < count) {
        carts.push((await readyCart(context.backend, { outcome })).cart_id)
      }
      return carts
    }

    it.each(["order_finalization", "order_finalization_event"])(
      "takes %s's lock for two seconds a write at most, and the order is finalized later",
      async (table) => {
        const carts = await prepare(MANY + 1)
        const usual = await buy(carts.pop()!)
        await lock(table)

        const all = await time(
          async () => await Promise.all(carts.map(async (id) => await buy(id)))
        )
        const sold = all.result.map(({ result: { status, data } }) => {
          expect({ status, type: data.type, message: data.message }).toEqual({
            status: 200,
            type: "order",
            message: undefined,
          })
          return data.order.id as string
        })
        const bound = WRITES * CHECKOUT_PATIENCE_MS + MANY * usual.ms + SLACK
        expect(all.ms).toBeLessThan(bound)

        // No connection is left taken: core's own queries get theirs.
        const { api, storeHeaders } = context.backend
        const reads = await time(
          async () =>
            await Promise.all(
              sold.map(
                async (id) => await api.get(`/store/orders/${id}`, storeHeaders)
              )
            )
        )
        expect(reads.result.map(({ status }) => status)).toEqual(
          sold.map(() => 200)
        )
        expect(reads.ms).toBeLessThan(MANY * usual.ms + SLACK)

        await unlock()
        const isFinalized = (id: string) =>
          listener.of(id, "order.finalized").length > 0
        await listener.until(() => sold.every(isFinalized), REPAIR_TIME)
        await listener.fence()
        for (const id of sold) {
          expect(listener.of(id).map(({ name }) => name)).toEqual([
            "order.finalized",
          ])
          expect(await retrieveRecord(context.backend, id)).toMatchObject({
            status: "finalized",
          })
        }
      },
      180_000
    )

    it("is undone by core in that time too, and reverted later", async () => {
      const [sold, refused] = [
        ...(await prepare(1)),
        ...(await prepare(1, "error")),
      ]
      const usual = await buy(sold!)
      const before = listener.events.length
      // Tracking has to wait for nothing: the guard's writes alone do.
      await lock("order_finalization_event")
      const { result, ms } = await buy(refused!)
      expect(result.data.order).toBeUndefined()
      expect(ms).toBeLessThan(CHECKOUT_PATIENCE_MS + 2 * usual.ms + SLACK)

      await unlock()
      const reverted = () =>
        listener.events
          .slice(before)
          .filter(({ name }) => name === "order.reverted")
      await listener.until(() => reverted().length > 0, REPAIR_TIME)
      await listener.fence()
      expect(reverted()).toMatchObject([
        { data: { cart_id: refused, reason: { code: "workflow_failed" } } },
      ])
      const { id } = reverted()[0]!.data
      expect(await getOrder(context.backend, id)).toBeNull()
    }, 120_000)
  },
  { pluginOptions: { reconcileAfter: "1s" } }
)
