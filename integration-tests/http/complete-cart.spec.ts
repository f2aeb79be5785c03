import { Modules } from "@medusajs/framework/utils"
import { completeCart, type CartOptions } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { describeOnEngine } from "../helpers/backend/engine"
import { listen, type Listener } from "../helpers/watch/listener"
import { getOrder, retrieveRecord } from "../helpers/shop/order"

const PLACED = "order.placed"
const FINALIZED = "order.finalized"
const REVERTED = "order.reverted"

describeOnEngine("Completing a cart through the store route", (context) => {
  let listener: Listener

  beforeAll(() => {
    listener = listen(context.backend, [PLACED, FINALIZED, REVERTED])
  })
  afterAll(() => listener.stop())

  const complete = async (options: CartOptions) => {
    const { backend } = context
    const checkout = await readyCart(backend, options)
    const { data } = await completeCart(backend, checkout.cart_id)
    return { ...checkout, order: data.order, answer: data }
  }

  it("finalizes an authorized order once, with its whole payload", async () => {
    const { cart_id, order } = await complete({ outcome: "authorized" })
    await listener.until(() => listener.of(order.id, FINALIZED).length > 0)
    await listener.fence()

    expect(listener.of(order.id, PLACED)).toHaveLength(1)
    expect(listener.of(order.id, REVERTED)).toHaveLength(0)
    const [finalized, ...more] = listener.of(order.id, FINALIZED)
    expect(more).toEqual([])
    expect(finalized!.data).toEqual({
      id: order.id,
      event_id: expect.stringMatching(/^ordev_/),
      sequence: 1,
      occurred_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      cart_id,
      display_id: order.display_id,
      currency_code: "eur",
      total: order.total,
      payment: {
        status: "authorized",
        authorized_amount: order.total,
        captured_amount: 0,
        transaction_ids: [],
      },
    })
    expect(order.total).toBeGreaterThan(0)
    expect(await retrieveRecord(context.backend, order.id)).toMatchObject({
      status: "finalized",
      cart_id,
      review_reason: null,
    })
    // As the dashboard's page on workflows shows it.
    const { api, adminHeaders } = context.backend
    const { data } = await api.get(
      "/admin/workflows-executions?workflow_id=complete-cart&order=-created_at&limit=1&fields=context",
      adminHeaders
    )
    expect(
      data.workflow_executions[0].context.data.invoke["finalize-order"]
    ).toMatchObject({
      output: {
        output: {
          order_id: order.id,
          status: "finalized",
          event_id: finalized!.data.event_id,
        },
      },
    })
  })

  it("finalizes a captured order with its transaction recorded before", async () => {
    const { order } = await complete({ outcome: "captured" })
    await listener.until(() => listener.of(order.id, FINALIZED).length > 0)

    const orders = context.backend.container.resolve(Modules.ORDER)
    const transactions = await orders.listOrderTransactions({
      order_id: order.id,
    })
    expect(transactions).toHaveLength(1)
    expect(listener.of(order.id, FINALIZED)[0]!.data.payment).toEqual({
      status: "captured",
      authorized_amount: order.total,
      captured_amount: order.total,
      transaction_ids: [transactions[0]!.id],
    })
  })

  it.each(["error", "throw"] as const)(
    "reverts an order whose payment is refused (%s) when it is gone already",
    async (outcome) => {
      const before = listener.events.length
      const { cart_id, answer } = await complete({ outcome })
      expect(answer.order).toBeUndefined()
      await listener.until(() => listener.events.length > before)
      await listener.fence()

      const [reverted, ...more] = listener.events.slice(before)
      expect(more).toEqual([])
      expect(reverted).toMatchObject({
        name: REVERTED,
        data: {
          event_id: expect.stringMatching(/^ordev_/),
          sequence: 1,
          cart_id,
          was_finalized: false,
          reason: {
            code: "workflow_failed",
            step: "authorize-payment-session-step",
          },
        },
      })
      // No free text leaves the shop.
      expect(Object.keys(reverted!.data.reason)).toEqual(["code", "step"])
      const { id } = reverted!.data
      expect(await getOrder(context.backend, id)).toBeNull()
      expect(await retrieveRecord(context.backend, id)).toMatchObject({
        status: "reverted",
        reason: { code: "workflow_failed", message: expect.any(String) },
      })
    }
  )

  it("waits for a deferred payment", async () => {
    const { order } = await complete({ outcome: "pending_authorization" })
    await listener.until(() => listener.of(order.id, PLACED).length > 0)
    await listener.fence()

    expect(listener.of(order.id).map(({ name }) => name)).toEqual([PLACED])
    expect(await retrieveRecord(context.backend, order.id)).toMatchObject({
      status: "awaiting_payment",
    })
  })

  it("finalizes an order with nothing to pay", async () => {
    const { free } = context.backend.seed.variants
    const { order } = await complete({
      items: [{ variant_id: free, quantity: 1 }],
    })
    await listener.until(() => listener.of(order.id, FINALIZED).length > 0)
    expect(listener.of(order.id, FINALIZED)[0]!.data).toMatchObject({
      total: 0,
      payment: {
        status: "not_required",
        authorized_amount: 0,
        captured_amount: 0,
        transaction_ids: [],
      },
    })
  })

  it("asks core nothing about a payment that the checkout itself authorizes", async () => {
    const payments = context.backend.container.resolve(Modules.PAYMENT)
    const listPayments = jest.spyOn(payments, "listPayments")
    const { order } = await complete({ outcome: "authorized" })
    await listener.until(() => listener.of(order.id, FINALIZED).length > 0)
    await listener.fence()

    expect(listPayments).not.toHaveBeenCalled()
    listPayments.mockRestore()
  })

  it("gives the record with the order over query and the Admin API", async () => {
    const { order } = await complete({ outcome: "authorized" })
    await listener.until(() => listener.of(order.id, FINALIZED).length > 0)

    const { api, adminHeaders } = context.backend
    const { status, data } = await api.get(
      `/admin/orders/${order.id}?fields=+order_finalization.*`,
      adminHeaders
    )
    expect(status).toBe(200)
    expect(data.order.order_finalization).toMatchObject({
      order_id: order.id,
      status: "finalized",
    })
  })
})
