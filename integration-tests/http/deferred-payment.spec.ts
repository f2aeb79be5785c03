import { createOrderPaymentCollectionWorkflow } from "@medusajs/medusa/core-flows"
import { Modules } from "@medusajs/framework/utils"
import { completeCart, sendWebhook } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { withClient } from "../helpers/services/databases"
import { describeOnEngine } from "../helpers/backend/engine"
import { listen, type Listener } from "../helpers/watch/listener"
import { createOrder, getOrder, retrieveRecord } from "../helpers/shop/order"
import { paymentLedger } from "../helpers/stand-ins/payment-ledger"
import { waitFor } from "../helpers/watch/wait-for"

const FINALIZED = "order.finalized"
const REVERTED = "order.reverted"

describeOnEngine("A deferred payment", (context) => {
  let listener: Listener

  const start = () => {
    listener = listen(context.backend, [FINALIZED, REVERTED])
  }
  beforeAll(start)
  afterAll(() => listener.stop())

  const untilStatus = async (
    orderId: string,
    status: string,
    timeout?: number
  ) =>
    await waitFor(
      async () =>
        (await retrieveRecord(context.backend, orderId))?.status === status,
      { message: `order ${orderId} to be ${status}`, timeout }
    )

  /** An order whose payment is deferred, waiting for it. */
  const place = async () => {
    const { backend } = context
    const checkout = await readyCart(backend, {
      outcome: "pending_authorization",
    })
    const { data } = await completeCart(backend, checkout.cart_id)
    await untilStatus(data.order.id, "awaiting_payment")
    return {
      ...checkout,
      order: data.order,
      webhook: async (action: string) =>
        await sendWebhook(backend, {
          action,
          session_id: checkout.payment_session_id!,
          amount: data.order.total,
        }),
    }
  }

  const expectOnly = async (orderId: string, name: string, data: object) => {
    await listener.until(() => listener.of(orderId).length > 0)
    await listener.fence()
    expect(listener.of(orderId)).toMatchObject([{ name, data }])
  }

  const adminPost = async (path: string, body: object = {}) => {
    const { api, adminHeaders } = context.backend
    return await api.post(path, body, adminHeaders)
  }

  const retrievePayment = async (orderId: string) => {
    const { api, adminHeaders } = context.backend
    const { data } = await api.get(
      `/admin/orders/${orderId}?fields=+payment_collections.*,*payment_collections.payments`,
      adminHeaders
    )
    return data.order.payment_collections[0]
  }

  it("finalizes once when the webhook says authorized", async () => {
    const { order, webhook } = await place()
    await webhook("authorized")
    await expectOnly(order.id, FINALIZED, {
      sequence: 1,
      total: order.total,
      payment: {
        status: "authorized",
        authorized_amount: order.total,
        captured_amount: 0,
      },
    })
    await untilStatus(order.id, "finalized")
  })

  it("finalizes once when the webhook says captured, with the transaction", async () => {
    const { order, webhook } = await place()
    await webhook("captured")
    await expectOnly(order.id, FINALIZED, {
      sequence: 1,
      payment: {
        status: "captured",
        captured_amount: order.total,
        transaction_ids: [expect.stringMatching(/^ordtrx_/)],
      },
    })
  })

  it("finalizes once when an admin's check of the payment finds it, not before", async () => {
    const { order, payment_session_id } = await place()
    const check = async () => {
      const path = `/admin/orders/${order.id}/payment-sessions/authorize`
      const { status, data } = await adminPost(path, { payment_session_id })
      expect(status).toBe(200)
      return data.is_authorized
    }
    expect(await check()).toBe(false)
    await listener.fence()
    expect(listener.of(order.id)).toEqual([])

    // The bank's webhook got lost.
    paymentLedger.record(payment_session_id!, "authorized", order.total)
    expect(await check()).toBe(true)
    await expectOnly(order.id, FINALIZED, {
      sequence: 1,
      payment: { status: "authorized", authorized_amount: order.total },
    })
  })

  it("finalizes when the money comes after core has forgotten the run", async () => {
    const { order, cart_id, webhook } = await place()
    // As core deletes a run three days after its end (Medusa 2.21.2).
    await withClient(context.engine.databaseUrl, async (client) => {
      await client.query(
        `delete from workflow_execution where context -> 'data' -> 'payload' ->> 'id' = $1`,
        [cart_id]
      )
      await client.query(
        `update order_finalization set created_at = now() - interval '4 days' where order_id = $1`,
        [order.id]
      )
    })
    await webhook("authorized")
    await expectOnly(order.id, FINALIZED, { sequence: 1 })
    expect(await retrieveRecord(context.backend, order.id)).toMatchObject({
      status: "finalized",
      review_reason: null,
    })
  })

  it.each(["failed", "canceled"])(
    "cancels and reverts once when the webhook says %s",
    async (action) => {
      const { order, webhook } = await place()
      await webhook(action)
      await expectOnly(order.id, REVERTED, {
        sequence: 1,
        was_finalized: false,
        reason: { code: "payment_failed", step: null },
      })
      expect(await getOrder(context.backend, order.id)).toMatchObject({
        status: "canceled",
      })
    }
  )

  it("reverts once when the order is cancelled, and keeps sight of money that comes after", async () => {
    const { order, webhook } = await place()
    const { status } = await adminPost(`/admin/orders/${order.id}/cancel`)
    expect(status).toBe(200)
    await expectOnly(order.id, REVERTED, {
      was_finalized: false,
      reason: { code: "order_canceled" },
    })

    await webhook("authorized")
    const record = await waitFor(async () => {
      const record = await retrieveRecord(context.backend, order.id)
      return record?.review_reason ? record : null
    })
    expect(record).toMatchObject({
      status: "reverted",
      review_reason: expect.stringContaining("money"),
    })
    await listener.fence()
    expect(listener.of(order.id)).toHaveLength(1)
  })

  it("finalizes once when the webhook races the storefront", async () => {
    const { backend } = context
    const { cart_id, payment_session_id } = await readyCart(backend, {
      outcome: "pending_authorization",
    })
    const webhook = {
      action: "authorized",
      session_id: payment_session_id!,
      amount: 15,
    }
    const [answer] = await Promise.all([
      completeCart(backend, cart_id),
      sendWebhook(backend, webhook),
    ])
    const ofCart = () =>
      listener.events.filter(({ data }) => data.cart_id === cart_id)
    await listener.until(() => ofCart().length > 0)
    await listener.fence()
    expect(ofCart()).toHaveLength(1)
    expect(ofCart()[0]).toMatchObject({ name: FINALIZED })
    if (answer.data.order) {
      expect(ofCart()[0]!.data.id).toBe(answer.data.order.id)
    }
  })

  it("says nothing when an order is cancelled after it was finalized", async () => {
    const { backend } = context
    const { cart_id } = await readyCart(backend)
    const { data } = await completeCart(backend, cart_id)
    await untilStatus(data.order.id, "finalized")
    await adminPost(`/admin/orders/${data.order.id}/cancel`)
    await listener.fence()
    await expectOnly(data.order.id, FINALIZED, { sequence: 1 })

    // Nor when its event is delivered once more.
    const { event_id } = listener.of(data.order.id)[0]!.data
    await adminPost(`/admin/order-events/${event_id}/redeliver`)
    await listener.until(() => listener.of(data.order.id).length > 1)
    await adminPost(`/admin/orders/${data.order.id}/finalization/reconcile`)
    await listener.fence()
    expect(
      listener.of(data.order.id).map((event) => event.data.event_id)
    ).toEqual([event_id, event_id])
    await untilStatus(data.order.id, "finalized")
  })

  it("reverts an order that was cancelled before its order.finalized had left", async () => {
    const { backend } = context
    const bus = backend.container.resolve(Modules.EVENT_BUS)
    const emit = bus.emit.bind(bus)
    const refuse = jest
      .spyOn(bus, "emit")
      .mockImplementation(async (data, options) => {
        if ([data].flat().some(({ name }) => name === FINALIZED)) {
          throw new Error("The bus of this test takes no more")
        }
        await emit(data as never, options)
      })
    const { cart_id } = await readyCart(backend)
    const { data } = await completeCart(backend, cart_id)
    await untilStatus(data.order.id, "finalized")
    await adminPost(`/admin/orders/${data.order.id}/cancel`)
    await untilStatus(data.order.id, "reverted")
    refuse.mockRestore()
    await listener.until(() => listener.of(data.order.id).length > 1, 20_000)
    await listener.fence()
    expect(listener.of(data.order.id)).toMatchObject([
      { name: FINALIZED, data: { sequence: 1 } },
      {
        name: REVERTED,
        data: {
          sequence: 2,
          was_finalized: true,
          reason: { code: "order_canceled" },
        },
      },
    ])
  })

  it("cancels and reverts an order whose payment is late", async () => {
    listener.stop()
    await context.restart({
      pluginOptions: { awaitingPaymentTimeout: "2s", reconcileAfter: "1s" },
    })
    start()
    const { order } = await place()
    await listener.until(() => listener.of(order.id).length > 0, 20_000)
    await expectOnly(order.id, REVERTED, {
      sequence: 1,
      was_finalized: false,
      reason: { code: "payment_expired" },
    })
    expect(await getOrder(context.backend, order.id)).toMatchObject({
      status: "canceled",
    })
  })

  it("never cancels an order that nobody is asked to pay for, however old", async () => {
    const { container } = context.backend
    const placeUnpaid = async () => {
      const id = await createOrder(context.backend, 20)
      await container
        .resolve(Modules.EVENT_BUS)
        .emit({ name: "order.placed", data: { id } })
      return id
    }
    const [child, asked] = [await placeUnpaid(), await placeUnpaid()]
    await createOrderPaymentCollectionWorkflow(container).run({
      input: { order_id: asked, amount: 20 },
    })
    for (const id of [child, asked]) {
      await untilStatus(id, "awaiting_payment")
    }
    // Two of the same age: the job has come to both when it has cancelled one.
    await untilStatus(asked, "reverted", 30_000)
    await waitFor(
      async () =>
        await withClient(context.engine.databaseUrl, async (client) => {
          const { rows } = await client.query(
            "select checks from order_finalization where order_id = $1",
            [child]
          )
          return rows[0].checks > 0
        }),
      { timeout: 30_000, message: "reconciliation to look at it" }
    )
    expect(await getOrder(context.backend, child)).toMatchObject({
      status: "pending",
    })
    await untilStatus(child, "awaiting_payment")
  })

  it("finalizeOn captured: waits for the capture, and finalizes on it", async () => {
    listener.stop()
    await context.restart({ pluginOptions: { finalizeOn: "captured" } })
    start()
    const { backend } = context
    const { cart_id } = await readyCart(backend, { outcome: "authorized" })
    const { data } = await completeCart(backend, cart_id)
    await untilStatus(data.order.id, "awaiting_payment")
    await listener.fence()
    expect(listener.of(data.order.id)).toEqual([])

    const collection = await retrievePayment(data.order.id)
    const [payment] = collection.payments
    const { status } = await adminPost(`/admin/payments/${payment.id}/capture`)
    expect(status).toBe(200)
    await expectOnly(data.order.id, FINALIZED, {
      payment: {
        status: "captured",
        captured_amount: data.order.total,
        transaction_ids: [expect.stringMatching(/^ordtrx_/)],
      },
    })
  })
})
