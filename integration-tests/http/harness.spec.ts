import { Modules } from "@medusajs/framework/utils"
import { completeCart, createCart, sendWebhook } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { describeOnEngine } from "../helpers/backend/engine"
import { type Listener, listen } from "../helpers/watch/listener"
import { paymentLedger } from "../helpers/stand-ins/payment-ledger"
import { waitFor } from "../helpers/watch/wait-for"

const ORDER = "+payment_collections.status,*transactions"

/** Core's own behaviour, on which the rest of the suites stands. */
describeOnEngine("harness", (context) => {
  let placed: Listener

  beforeAll(() => {
    placed = listen(context.backend, ["order.placed"])
  })

  const readOrder = async (id: string) => {
    const { api, adminHeaders } = context.backend
    return await api.get(`/admin/orders/${id}?fields=${ORDER}`, adminHeaders)
  }

  it("runs on the engine that the project names", () => {
    const bus = context.backend.container.resolve(Modules.EVENT_BUS)
    const isRedis = bus.constructor.name === "RedisEventBusService"

    expect(isRedis).toBe(context.engine.name === "redis")
  })

  it("places an order once, authorized, also after a second completion", async () => {
    const { cart_id, payment_session_id } = await createCart(context.backend)
    const { status, data } = await completeCart(context.backend, cart_id)
    const again = await completeCart(context.backend, cart_id)

    expect(status).toBe(200)
    expect(again.data.order.id).toBe(data.order.id)
    await placed.until(() => placed.of(data.order.id).length > 0)
    await placed.fence()
    expect(placed.of(data.order.id)).toHaveLength(1)

    const { order } = (await readOrder(data.order.id)).data
    expect(order.payment_collections[0].status).toBe("authorized")
    expect(order.transactions).toEqual([])
    expect(paymentLedger.get(payment_session_id!)).toMatchObject({
      authorized: 15,
      captured: 0,
      canceled: false,
    })
  })

  it("sells a copied cart as one that a customer was led to", async () => {
    const orders: string[] = []
    for (const makeCart of [createCart, readyCart]) {
      const { cart_id } = await makeCart(context.backend)
      const { data } = await completeCart(context.backend, cart_id)
      const { order } = (await readOrder(data.order.id)).data
      const text = JSON.stringify({ ...order, display_id: null }, null, 1)
      orders.push(
        text
          .replaceAll(/"[a-z_]+_[0-9A-Z]{26}(_[0-9a-f]{12})?"/g, '"an ID"')
          .replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"a time"')
      )
    }
    expect(orders[1]).toBe(orders[0])
  })

  it("records the transaction of a payment that is captured at once", async () => {
    const { cart_id } = await createCart(context.backend, {
      outcome: "captured",
    })
    const { data } = await completeCart(context.backend, cart_id)

    await placed.until(() => placed.of(data.order.id).length > 0)
    const { order } = (await readOrder(data.order.id)).data
    expect(order.payment_collections[0].status).toBe("completed")
    expect(order.transactions).toMatchObject([
      { amount: 15, reference: "capture" },
    ])
  })

  it("places a deferred order unpaid, and says nothing when the money comes", async () => {
    const checkout = await createCart(context.backend, {
      outcome: "pending_authorization",
    })
    const { data } = await completeCart(context.backend, checkout.cart_id)
    await placed.until(() => placed.of(data.order.id).length > 0)
    const unpaid = (await readOrder(data.order.id)).data.order
    expect(unpaid.payment_collections[0].status).toBe("awaiting")

    const { status } = await sendWebhook(context.backend, {
      action: "captured",
      session_id: checkout.payment_session_id!,
      amount: 15,
    })
    expect(status).toBe(200)
    await waitFor(
      async () => {
        const { order } = (await readOrder(data.order.id)).data
        return order.transactions.length === 1
      },
      { message: "the order transaction of the capture" }
    )
    await placed.fence()
    expect(placed.of(data.order.id)).toHaveLength(1)
  })

  it.each(["error", "throw", "requires_more"] as const)(
    "deletes the order, without an event, when the payment says %s",
    async (outcome) => {
      const orders = context.backend.container.resolve(Modules.ORDER)
      const [, before] = await orders.listAndCountOrders()
      const events = placed.events.length
      const { cart_id, payment_session_id } = await createCart(
        context.backend,
        { outcome }
      )
      const { data } = await completeCart(context.backend, cart_id)
      await placed.fence()

      expect(data.order).toBeUndefined()
      expect(placed.events).toHaveLength(events)
      const [, after] = await orders.listAndCountOrders()
      expect(after).toBe(before)
      expect(paymentLedger.get(payment_session_id!).authorized).toBe(0)
    }
  )

  it("sells for nothing, without a payment", async () => {
    const { free } = context.backend.seed.variants
    const { cart_id } = await createCart(context.backend, {
      items: [{ variant_id: free, quantity: 1 }],
    })
    const { data } = await completeCart(context.backend, cart_id)

    expect(data.order.total).toBe(0)
  })

  it("boots again in the same process, on what was there before", async () => {
    const { cart_id } = await createCart(context.backend)
    const { data } = await completeCart(context.backend, cart_id)
    const backend = await context.restart()
    placed = listen(backend, ["order.placed"])

    expect((await readOrder(data.order.id)).status).toBe(200)
    const next = await createCart(backend)
    const { order } = (await completeCart(backend, next.cart_id)).data
    await placed.until(() => placed.of(order.id).length > 0)
  })
})
