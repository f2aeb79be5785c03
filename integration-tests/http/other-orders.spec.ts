import { Modules } from "@medusajs/framework/utils"
import type { CreateOrderDTO } from "@medusajs/framework/types"
import { createOrderPaymentCollectionWorkflow } from "@medusajs/medusa/core-flows"
import { postOrThrow } from "../helpers/api"
import { completeCart, createCart } from "../helpers/checkout"
import { describeOnEngine } from "../helpers/engine"
import { withClient } from "../helpers/databases"
import { listen, type Listener } from "../helpers/listener"
import { createOrder, retrieveRecord } from "../helpers/order"
import { passMinutes } from "../helpers/pass-minutes"
import { waitFor } from "../helpers/wait-for"
import { ORDER_FINALIZATION_MODULE } from "../../src/modules/order-finalization"
import type OrderFinalizationModuleService from "../../src/modules/order-finalization/service"
import { auditOrdersWorkflow } from "../../src/workflows/audit-orders"

const FINALIZED = "order.finalized"

describeOnEngine("Orders that complete-cart did not create", (context) => {
  let listener: Listener

  beforeAll(() => {
    listener = listen(context.backend, [
      "order.placed",
      FINALIZED,
      "order.reverted",
    ])
  })
  afterAll(() => listener.stop())

  const post = async (path: string, body: object) => {
    const { api, adminHeaders } = context.backend
    const { status, data } = await api.post(path, body, adminHeaders)
    expect({ path, status, message: data.message }).toEqual({
      path,
      status: 200,
      message: undefined,
    })
    return data
  }

  const untilStatus = async (orderId: string, status: string) =>
    await waitFor(
      async () =>
        (await retrieveRecord(context.backend, orderId))?.status === status,
      { message: `order ${orderId} to be ${status}` }
    )

  const markAsPaid = async (order: { id: string; total: number }) => {
    const { container } = context.backend
    const { result } = await createOrderPaymentCollectionWorkflow(
      container
    ).run({ input: { order_id: order.id, amount: order.total } })
    await post(`/admin/payment-collections/${result[0]!.id}/mark-as-paid`, {
      order_id: order.id,
    })
  }

  const importOrder = async (unitPrice: number) => ({
    id: await createOrder(context.backend, unitPrice),
    total: unitPrice,
  })

  it("row 15: a converted draft order waits, and is final once it is marked as paid", async () => {
    const { seed } = context.backend
    const { draft_order } = await post("/admin/draft-orders", {
      region_id: seed.region_id,
      sales_channel_id: seed.sales_channel_id,
      email: "customer@example.com",
      items: [{ title: "By phone", quantity: 1, unit_price: 25 }],
      shipping_methods: [],
    })
    expect(await retrieveRecord(context.backend, draft_order.id)).toBeNull()

    await post(`/admin/draft-orders/${draft_order.id}/convert-to-order`, {})
    await untilStatus(draft_order.id, "awaiting_payment")
    await listener.fence()
    expect(listener.of(draft_order.id, FINALIZED)).toEqual([])

    await markAsPaid({ id: draft_order.id, total: 25 })
    await untilStatus(draft_order.id, "finalized")
    await listener.until(
      () => listener.of(draft_order.id, FINALIZED).length > 0
    )
    await listener.fence()
    expect(listener.of(draft_order.id, FINALIZED)).toMatchObject([
      { data: { sequence: 1, total: 25, payment: { status: "captured" } } },
    ])
  })

  it("leaves an imported order alone, until somebody pays for it", async () => {
    const order = await importOrder(30)
    await auditOrdersWorkflow(context.backend.container).run()
    expect(await retrieveRecord(context.backend, order.id)).toBeNull()

    await markAsPaid(order)
    await untilStatus(order.id, "finalized")
    await listener.until(() => listener.of(order.id, FINALIZED).length > 0)
    expect(listener.of(order.id, FINALIZED)).toHaveLength(1)
  })

  it("audits the others too, and this one again, if it cannot look at an order", async () => {
    const { container } = context.backend
    const service = container.resolve<OrderFinalizationModuleService>(
      ORDER_FINALIZATION_MODULE
    )
    const broken = await importOrder(0)
    const other = await importOrder(0)
    await passMinutes(context.engine.databaseUrl)
    const settleOrder = service.settleOrder.bind(service)
    jest.spyOn(service, "settleOrder").mockImplementation(async (...args) => {
      if (args[0].order_id === broken.id) {
        throw new Error("The evidence of this test cannot be read")
      }
      return await settleOrder(...args)
    })
    const auditedUntil = await service.getAuditedUntil()
    const { result } = await auditOrdersWorkflow(container).run()
    jest.restoreAllMocks()
    expect(result).toMatchObject({ opened: 1 })
    await untilStatus(other.id, "finalized")
    expect(await service.getAuditedUntil()).toEqual(auditedUntil)

    await auditOrdersWorkflow(container).run()
    await untilStatus(broken.id, "finalized")
  })

  it.each(["0815", "shop-2-0815"])(
    "finds an order that nobody told of, whose ID is its maker's own: %s",
    async (id) => {
      const { container } = context.backend
      await container.resolve(Modules.ORDER).createOrders({
        id,
        email: "customer@example.com",
        currency_code: "eur",
        items: [{ title: "For free", quantity: 1, unit_price: 0 }],
      } as CreateOrderDTO)
      await passMinutes(context.engine.databaseUrl)
      await auditOrdersWorkflow(container).run()
      expect(await retrieveRecord(context.backend, id)).toMatchObject({
        status: "finalized",
      })
    }
  )

  it("takes an order for nobody's whose customer had just failed to check out", async () => {
    const { backend } = context
    const { api, storeHeaders, adminHeaders } = backend
    const incomplete = await createCart(backend)
    await postOrThrow(
      api,
      `/store/carts/${incomplete.cart_id}/line-items`,
      { variant_id: backend.seed.variants.plenty, quantity: 1 },
      storeHeaders
    )
    const refused = await createCart(backend, { outcome: "error" })
    // Nor does a record tell whose order that one was.
    const service = backend.container.resolve<OrderFinalizationModuleService>(
      ORDER_FINALIZATION_MODULE
    )
    const cutOff = new Error("Connection terminated unexpectedly")
    jest.spyOn(service, "trackOrder").mockRejectedValueOnce(cutOff)
    jest.spyOn(service, "settleOrder").mockRejectedValueOnce(cutOff)
    for (const { cart_id } of [incomplete, refused]) {
      const { data } = await completeCart(backend, cart_id)
      expect(data.type).not.toBe("order")
    }
    jest.restoreAllMocks()

    const order = await importOrder(0)
    const { status } = await api.post(
      `/admin/orders/${order.id}/finalization/reconcile`,
      {},
      adminHeaders
    )
    expect(status).toBe(200)
    expect(await retrieveRecord(backend, order.id)).toMatchObject({
      status: "finalized",
      cart_id: null,
    })
  })

  it("row 16: says nothing of an order from before the install, unless asked to", async () => {
    const order = await importOrder(40)
    const setInstalledAt = async (installedAt: Date) =>
      await withClient(context.engine.databaseUrl, async (client) => {
        await client.query(
          "update order_finalization_audit set installed_at = $1",
          [installedAt]
        )
      })
    await setInstalledAt(new Date(Date.now() + 3_600_000))

    await markAsPaid(order)
    await auditOrdersWorkflow(context.backend.container).run()
    const payments = await context.backend.container
      .resolve(Modules.PAYMENT)
      .listPayments({})
    expect(payments.length).toBeGreaterThan(0)
    await listener.fence()
    expect(await retrieveRecord(context.backend, order.id)).toBeNull()

    await post(`/admin/orders/${order.id}/finalization/reconcile`, {})
    await untilStatus(order.id, "finalized")
    await setInstalledAt(new Date(0))
  })
})
