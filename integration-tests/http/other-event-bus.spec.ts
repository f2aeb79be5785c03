import { randomBytes } from "crypto"
import { connect, type NatsConnection } from "nats"
import { OrderFinalizationEvents, processOnce } from "../../src"
import { skipOrFail } from "../helpers/brokers/brokers"
import { describeOnEngine } from "../helpers/backend/engine"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { subscribeConsumer } from "../helpers/shop/subscribe-consumer"
import { listen, type Listener } from "../helpers/watch/listener"
import { waitFor } from "../helpers/watch/wait-for"

const { FINALIZED, REVERTED } = OrderFinalizationEvents

/** In milliseconds: a job that runs every five seconds, and a busy machine. */
const RETRY_TIME = 30_000

const url = process.env.TEST_NATS_URL
const prefix = `of-bus-${randomBytes(4).toString("hex")}`

const suite = () =>
  describeOnEngine(
    "An event bus of a shop's own, on NATS",
    (context) => {
      let nats: NatsConnection
      let listener: Listener
      const onNats: { name: string; data: { id: string } }[] = []
      const handled: { id: string; name: string }[] = []
      let failures = 0

      beforeAll(async () => {
        nats = await connect({ servers: url })
        nats.subscribe(`${prefix}.>`, {
          callback: (_, message) => void onNats.push(message.json()),
        })
        const { container } = context.backend
        const subscriber = processOnce("erp", async ({ event }) => {
          if (failures > 0) {
            failures--
            throw new Error("The ERP is down")
          }
          handled.push({ id: event.data.id, name: event.name })
        })
        subscribeConsumer(container, subscriber)
        listener = listen(context.backend, [
          "order.placed",
          FINALIZED,
          REVERTED,
        ])
      })
      afterAll(async () => {
        listener?.stop()
        await nats?.close()
      })

      const sell = async (): Promise<string> => {
        const { cart_id } = await readyCart(context.backend)
        return (await completeCart(context.backend, cart_id)).data.order.id
      }
      const handledOf = (id: string) =>
        handled.filter((each) => each.id === id).map(({ name }) => name)

      it("carries order.finalized to plain subscribers and to processOnce, once", async () => {
        const id = await sell()
        await listener.until(() => listener.of(id, FINALIZED).length > 0)
        await waitFor(() => handledOf(id).length > 0, { timeout: RETRY_TIME })
        await listener.fence()
        expect(
          listener
            .of(id)
            .map(({ name }) => name)
            .sort()
        ).toEqual([FINALIZED, "order.placed"])
        expect(handledOf(id)).toEqual([FINALIZED])
        const published = onNats.filter(
          ({ name, data }) => name === FINALIZED && data.id === id
        )
        expect(published).toMatchObject([
          { data: listener.of(id, FINALIZED)[0]!.data },
        ])
        const { api, adminHeaders } = context.backend
        const path = `/admin/orders/${id}/finalization`
        const { data } = await api.get(path, adminHeaders)
        expect(data.order_finalization.events).toMatchObject([
          { published_at: expect.any(String), attempts: 1 },
        ])
      })

      it("carries order.reverted of a refused payment", async () => {
        const { cart_id } = await readyCart(context.backend, {
          outcome: "error",
        })
        await completeCart(context.backend, cart_id)
        await listener.until((events) =>
          events.some(
            ({ name, data }) => name === REVERTED && data.cart_id === cart_id
          )
        )
        const { id } = listener.events.at(-1)!.data
        await waitFor(() => handledOf(id).length > 0, { timeout: RETRY_TIME })
        expect(handledOf(id)).toEqual([REVERTED])
      })

      it("loses nothing for processOnce, though it tries nothing again itself", async () => {
        failures = 2
        const id = await sell()
        await waitFor(() => handledOf(id).length > 0, { timeout: RETRY_TIME })
        expect(failures).toBe(0)
        expect(handledOf(id)).toEqual([FINALIZED])
        expect(listener.of(id, FINALIZED)).toHaveLength(1)
      })
    },
    { env: { NATS_EVENT_BUS_PREFIX: prefix } }
  )

if (url) {
  suite()
} else {
  describe("An event bus of a shop's own", () => skipOrFail("NATS", "it"))
}
