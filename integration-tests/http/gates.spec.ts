import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { addFinalizationGate, type FinalizationGateAnswer } from "../../src"
import { completeCart, createCart } from "../helpers/shop/checkout"
import { describeOnEngine } from "../helpers/backend/engine"
import { listen, type Listener } from "../helpers/watch/listener"
import { listenToLog } from "../helpers/watch/log"
import { retrieveRecord } from "../helpers/shop/order"
import { waitFor } from "../helpers/watch/wait-for"

let answer: (orderId: string) => Promise<FinalizationGateAnswer>
let asked = 0

describeOnEngine(
  "Finalization gates",
  (context) => {
    let listener: Listener

    beforeAll(() => {
      addFinalizationGate("always", async () => ({ pass: true }))
      addFinalizationGate("fraud", async ({ order_id }) => {
        asked++
        return await answer(order_id)
      })
      listener = listen(context.backend, ["order.finalized", "order.reverted"])
    })
    afterAll(() => listener.stop())

    const complete = async () => {
      const { cart_id } = await createCart(context.backend)
      const { data } = await completeCart(context.backend, cart_id)
      return data.order.id as string
    }

    const untilRecord = async (orderId: string, status: string) => {
      const record = await waitFor(
        async () => {
          const record = await retrieveRecord(context.backend, orderId)
          return record?.status === status ? record : null
        },
        { message: `order ${orderId} to be ${status}`, timeout: 20_000 }
      )
      return record
    }

    const adminPost = async (path: string) => {
      const { api, adminHeaders } = context.backend
      return await api.post(path, {}, adminHeaders)
    }

    it("finalizes an order that every gate passes", async () => {
      answer = async () => ({ pass: true })
      const id = await complete()
      await listener.until(() => listener.of(id).length > 0)
      await listener.fence()
      expect(listener.of(id)).toMatchObject([{ name: "order.finalized" }])
    })

    it("holds an order with the gate's reason, and lets it go once the gate passes", async () => {
      answer = async () => ({ hold: "score 87" })
      const id = await complete()
      const record = await untilRecord(id, "on_hold")
      expect(record.hold_reason).toBe("fraud: score 87")
      await listener.fence()
      expect(listener.of(id)).toEqual([])

      answer = async () => ({ pass: true })
      await untilRecord(id, "finalized")
      await listener.until(() => listener.of(id).length > 0)
      expect(listener.of(id)).toMatchObject([{ name: "order.finalized" }])
    })

    it("holds an order whose gate throws, says so once in the log, and asks again", async () => {
      answer = async () => {
        throw new Error("The fraud service is down for ada@example.com")
      }
      const log = listenToLog(context.backend)
      const id = await complete()
      const record = await untilRecord(id, "on_hold")
      expect(record.hold_reason).toBe(
        "fraud: failed: The fraud service is down for [redacted]"
      )
      const before = asked
      await waitFor(() => asked > before, { timeout: 20_000 })
      expect(listener.of(id)).toEqual([])

      log.stop()
      expect(log.lines.filter((line) => line.includes("gate"))).toEqual([
        `medusa-plugin-order-finalized: gate "fraud" gave no answer for order ${id}, which is on hold until it is asked again: failed: The fraud service is down for [redacted]`,
      ])
    })

    it("looks at the order again after a gate that took its time", async () => {
      const { container } = context.backend
      answer = async (orderId) => {
        // Meanwhile the money goes, and nobody says so.
        const payments = container.resolve(Modules.PAYMENT)
        const query = container.resolve(ContainerRegistrationKeys.QUERY)
        const { data } = await query.graph({
          entity: "order",
          fields: ["payment_collections.payments.id"],
          filters: { id: orderId },
        })
        await payments.cancelPayment(
          data[0]!.payment_collections![0]!.payments![0]!.id
        )
        return { pass: true }
      }
      const id = await complete()
      const record = await untilRecord(id, "awaiting_payment")
      expect(record.review_reason).toContain("payment was cancelled")
      await listener.fence()
      expect(listener.of(id)).toEqual([])
    })

    it("is ended by a person, who is noted", async () => {
      answer = async () => ({ hold: "score 91" })
      const id = await complete()
      await untilRecord(id, "on_hold")

      const path = `/admin/orders/${id}/finalization/release`
      expect((await adminPost(path)).status).toBe(200)
      const record = await untilRecord(id, "finalized")
      expect(record).toMatchObject({
        released_by: expect.stringMatching(/^user_/),
        hold_reason: null,
      })
      await listener.until(() => listener.of(id).length > 0)
      await listener.fence()
      expect(listener.of(id)).toMatchObject([{ name: "order.finalized" }])

      const again = await adminPost(path)
      expect(again.status).toBe(400)
      expect(again.data.message).toContain("nothing to release")
    })

    it("reverts a held order that is cancelled", async () => {
      answer = async () => ({ hold: "score 99" })
      const id = await complete()
      await untilRecord(id, "on_hold")
      expect((await adminPost(`/admin/orders/${id}/cancel`)).status).toBe(200)
      await listener.until(() => listener.of(id).length > 0)
      expect(listener.of(id)).toMatchObject([
        {
          name: "order.reverted",
          data: { was_finalized: false, reason: { code: "order_canceled" } },
        },
      ])
    })

    it("refuses a second gate of one name", () => {
      expect(() =>
        addFinalizationGate("fraud", async () => ({ pass: true }))
      ).toThrow('A finalization gate named "fraud" is there already')
    })
  },
  { pluginOptions: { reconcileAfter: "1s" } }
)
