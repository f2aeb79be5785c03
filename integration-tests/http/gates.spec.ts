import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { addFinalizationGate, type FinalizationGateAnswer } from "../../src"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
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
    /** Those of earlier tests, which may still be asked about. */
    const placed: string[] = []

    beforeAll(() => {
      addFinalizationGate("always", async () => ({ pass: true }))
      addFinalizationGate("fraud", async ({ order_id }) => {
        asked++
        return await answer(order_id)
      })
      listener = listen(context.backend, ["order.finalized", "order.reverted"])
    })
    afterAll(() => listener.stop())

    const complete = async (input?: Parameters<typeof readyCart>[1]) => {
      const { cart_id } = await readyCart(context.backend, input)
      const { data } = await completeCart(context.backend, cart_id)
      placed.push(data.order.id)
      return data.order.id as string
    }

    const untilRecord = async (orderId: string, ...statuses: string[]) => {
      let last: Awaited<ReturnType<typeof retrieveRecord>>
      return await waitFor(
        async () => {
          last = await retrieveRecord(context.backend, orderId)
          return last && statuses.includes(last.status) ? last : null
        },
        {
          message: () =>
            `order ${orderId} to be ${statuses.join(" or ")}, not ${last?.status} (${last?.hold_reason ?? last?.review_reason})`,
          timeout: 20_000,
        }
      )
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

    it("asks once about an order that a gate holds when its checkout has ended", async () => {
      const statuses: unknown[] = []
      const known = new Set(placed)
      answer = async (orderId) => {
        if (!known.has(orderId)) {
          const record = await retrieveRecord(context.backend, orderId)
          statuses.push(record?.status)
        }
        return { hold: "score 90" }
      }
      await untilRecord(await complete(), "on_hold")
      expect(statuses.filter((status) => status === "pending")).toEqual([
        "pending",
      ])
    })

    /** Has the gate pass, once something has happened to the next order that it is asked about. */
    const passAfter = (happen: (orderId: string) => Promise<void>) => {
      const earlier = new Set(placed)
      // Whoever asks meanwhile, as reconciliation may on a slow machine, has to wait as well.
      const happening = new Map<string, Promise<void>>()
      answer = async (orderId) => {
        if (!earlier.has(orderId)) {
          const known = happening.get(orderId) ?? happen(orderId)
          happening.set(orderId, known)
          await known
        }
        return { pass: true }
      }
    }

    const paymentOf = async (orderId: string) => {
      const query = context.backend.container.resolve(
        ContainerRegistrationKeys.QUERY
      )
      const { data } = await query.graph({
        entity: "order",
        fields: ["payment_collections.payments.id"],
        filters: { id: orderId },
      })
      return data[0]!.payment_collections![0]!.payments![0]!.id
    }

    // Whoever looks while the provider has given the money back, and core has not noted it
    // yet, leaves the order to a person, and it stays with them.
    const unpaid = ["awaiting_payment", "needs_review"]
    // Meanwhile something happens, and nobody says so.
    it.each([
      {
        what: "its payment was cancelled",
        outcome: "authorized",
        happen: async (orderId: string) => {
          const payments = context.backend.container.resolve(Modules.PAYMENT)
          await payments.cancelPayment(await paymentOf(orderId))
        },
        statuses: unpaid,
        reason: "payment was cancelled or given back",
      },
      {
        what: "its payment was given back",
        outcome: "captured",
        happen: async (orderId: string) => {
          const payments = context.backend.container.resolve(Modules.PAYMENT)
          await payments.refundPayment({
            payment_id: await paymentOf(orderId),
          })
        },
        statuses: unpaid,
        reason: "payment was cancelled or given back",
      },
      {
        what: "it was cancelled",
        outcome: "authorized",
        happen: async (orderId: string) => {
          await context.backend.container.resolve(Modules.ORDER).cancel(orderId)
        },
        statuses: ["reverted"],
        reason: null,
      },
    ] as const)(
      "looks at an order again after a gate has passed it, and finds that $what",
      async ({ outcome, happen, statuses, reason }) => {
        passAfter(happen)
        const id = await complete({ outcome })
        await waitFor(
          async () => {
            const record = await untilRecord(id, ...statuses)
            return reason === null || record.review_reason?.includes(reason)
          },
          { message: `order ${id} to have its reason` }
        )
        await listener.fence()
        expect(listener.of(id, "order.finalized")).toEqual([])
      }
    )

    it("tells the total of an order that was edited while a gate was asked", async () => {
      const orders = context.backend.container.resolve(Modules.ORDER)
      passAfter(async (order_id) => {
        const { id } = await orders.createOrderChange({
          order_id,
          actions: [{ action: "CREDIT_LINE_ADD", amount: 5 }],
        })
        await orders.confirmOrderChange(id)
      })
      const { cart_id } = await readyCart(context.backend)
      const { data } = await completeCart(context.backend, cart_id)
      const { id, total } = data.order
      await listener.until(() => listener.of(id).length > 0)
      expect(listener.of(id)).toMatchObject([
        { name: "order.finalized", data: { total: total - 5 } },
      ])
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
