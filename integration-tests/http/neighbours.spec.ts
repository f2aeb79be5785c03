import { Modules } from "@medusajs/framework/utils"
import { addFinalizationGate, type FinalizationGateAnswer } from "../../src"
import { copyCart } from "../helpers/shop/cart-copies"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { describeOnEngine } from "../helpers/backend/engine"
import { listen, type Listener } from "../helpers/watch/listener"
import { waitFor } from "../helpers/watch/wait-for"

/** In milliseconds, on a busy machine; far less than a gate or a handler may take. */
const AT_ONCE = 5_000

const UNRELATED = "neighbours.unrelated"

/** Orders whose gate does not answer, by their ids. */
const hanging: string[] = []
let hangs = () => false

// With Redis an instance handles one event at a time, as this one does.
describeOnEngine(
  "A shop beside slow gates",
  (context) => {
    let listener: Listener

    beforeAll(() => {
      addFinalizationGate("slow", async ({ order_id }) => {
        if (hangs()) {
          hanging.push(order_id)
          return await new Promise<FinalizationGateAnswer>(() => {})
        }
        return { pass: true }
      })
      listener = listen(context.backend, [
        "order.placed",
        "order.finalized",
        UNRELATED,
      ])
    })
    afterAll(() => listener.stop())

    const complete = async () => {
      const { cart_id } = await readyCart(context.backend)
      const { data } = await completeCart(context.backend, cart_id)
      return data.order.id as string
    }

    const untilHeard = async (id: string, name: string) =>
      await listener.until(() => listener.of(id, name).length > 0, AT_ONCE)

    it("holds up neither other events nor other orders for gates that hang", async () => {
      hangs = () => true
      const held = [await complete(), await complete(), await complete()]
      await waitFor(() => hanging.length === held.length)

      hangs = () => false
      const bus = context.backend.container.resolve(Modules.EVENT_BUS)
      await bus.emit({ name: UNRELATED, data: { id: "unrelated" } })
      await untilHeard("unrelated", UNRELATED)
      const free = await complete()
      await untilHeard(free, "order.placed")
      await untilHeard(free, "order.finalized")
      expect(held.flatMap((id) => listener.of(id, "order.finalized"))).toEqual(
        []
      )
    })

    it("finalizes fifteen orders at once that a gate lets pass", async () => {
      const { cart_id } = await readyCart(context.backend)
      const { databaseUrl } = context.engine
      const carts = await copyCart(databaseUrl, cart_id, 15)
      const answers = await Promise.all(
        carts.map((id) => completeCart(context.backend, id))
      )
      // Of many at once, core's own lock of the inventory may refuse some.
      const ids = answers.flatMap(({ data }) =>
        data.order ? [data.order.id as string] : []
      )
      expect(ids.length).toBeGreaterThan(5)
      await listener.until(
        () =>
          ids.every((id) => listener.of(id, "order.finalized").length === 1),
        20_000
      )
    })
  },
  { pluginOptions: { reconcileAfter: "1h" } }
)
