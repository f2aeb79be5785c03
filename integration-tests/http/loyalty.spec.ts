import { completeCart, createCart } from "../helpers/shop/checkout"
import { describeOnEngine } from "../helpers/backend/engine"
import { listen } from "../helpers/watch/listener"
import { getOrder } from "../helpers/shop/order"
import { migrate } from "../helpers/backend/prepare-database"

const env = { WITH_LOYALTY: "1" }

describeOnEngine(
  "A backend with @medusajs/loyalty-plugin beside the plugin",
  (context) => {
    beforeAll(async () => {
      // The database that the suites copy does not have the loyalty plugin's tables.
      await migrate(context.engine.databaseUrl, env)
    })

    it("boots, sells, and finalizes the order once", async () => {
      const backend = await context.restart()
      const listener = listen(backend, ["order.finalized", "order.reverted"])
      const { cart_id } = await createCart(backend)
      const { status, data } = await completeCart(backend, cart_id)
      await listener.until(() => listener.events.length > 0)
      await listener.fence()

      expect(status).toBe(200)
      expect(await getOrder(backend, data.order.id)).toMatchObject({
        status: "pending",
      })
      expect(listener.events.map(({ name }) => name)).toEqual([
        "order.finalized",
      ])
      // Its own route is there: the backend really runs both.
      const { status: cards } = await backend.api.get(
        "/admin/gift-cards",
        backend.adminHeaders
      )
      expect(cards).toBe(200)
    })

    it("reverts the order whose payment is refused", async () => {
      const listener = listen(context.backend, [
        "order.finalized",
        "order.reverted",
      ])
      const { cart_id } = await createCart(context.backend, {
        outcome: "error",
      })
      await completeCart(context.backend, cart_id)
      await listener.until(() => listener.events.length > 0)
      await listener.fence()

      expect(listener.events).toMatchObject([
        {
          name: "order.reverted",
          data: {
            reason: {
              code: "workflow_failed",
              step: "authorize-payment-session-step",
            },
          },
        },
      ])
    })
  },
  { boot: false, env }
)
