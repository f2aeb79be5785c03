import { encodeTime } from "ulid"
import { Modules } from "@medusajs/framework/utils"
import type { CreateOrderDTO } from "@medusajs/framework/types"
import { createOrderPaymentCollectionWorkflow } from "@medusajs/medusa/core-flows"
import { postOrThrow } from "../helpers/backend/api"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { describeOnEngine } from "../helpers/backend/engine"
import { withClient } from "../helpers/services/databases"
import { listen, type Listener } from "../helpers/watch/listener"
import {
  FAILING_LOOK_MESSAGE,
  failLookAt,
} from "../helpers/faults/failing-look"
import {
  createFreeOrders,
  createOrder,
  retrieveRecord,
} from "../helpers/shop/order"
import { passMinutes } from "../helpers/services/pass-minutes"
import { waitFor } from "../helpers/watch/wait-for"
import { ORDER_FINALIZATION_MODULE } from "../../src/modules/order-finalization"
import { auditOrdersWorkflow } from "../../src/workflows/audit-orders"
import { reconcileOrdersWorkflow } from "../../src/workflows/reconcile-orders"
import { openRecord } from "../../src/workflows/settling/open-record"

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

  /** As if the order's time to be looked at again had come. */
  const lookAgain = async (orderId: string) => {
    await withClient(
      context.engine.databaseUrl,
      async (client) =>
        await client.query(
          "update order_finalization set check_at = now() where order_id = $1",
          [orderId]
        )
    )
    await reconcileOrdersWorkflow(context.backend.container).run({ input: {} })
  }

  const importOrder = async (unitPrice: number) => ({
    id: await createOrder(context.backend, unitPrice),
    total: unitPrice,
  })

  it("a converted draft order waits, and is final once it is marked as paid", async () => {
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

  it("audits the others too if it cannot look at an order, goes on, and looks at that one again", async () => {
    const { backend, engine } = context
    const { container } = backend
    const service = container.resolve(ORDER_FINALIZATION_MODULE)
    const [broken, other] = await createFreeOrders(backend, 2)
    await passMinutes(engine.databaseUrl)
    const failing = failLookAt(backend, broken!)
    const auditedUntil = await service.getAuditedUntil()
    const { result } = await auditOrdersWorkflow(container).run()
    expect(result).toMatchObject({ opened: 1 })
    await untilStatus(other!, "finalized")
    expect(await retrieveRecord(backend, broken!)).toMatchObject({
      status: "pending",
      review_reason: `The order could not be reconciled: ${FAILING_LOOK_MESSAGE}`,
    })

    // It costs the audit nothing more: the mark has moved on, and the order has a record.
    expect((await service.getAuditedUntil()) > auditedUntil).toBe(true)
    const tries = failing.tries()
    await auditOrdersWorkflow(container).run()
    expect(failing.tries()).toBe(tries)

    await lookAgain(broken!)
    expect(failing.tries()).toBe(tries + 1)
    failing.repair()
    await lookAgain(broken!)
    await untilStatus(broken!, "finalized")
    expect(await retrieveRecord(backend, broken!)).toMatchObject({
      review_reason: null,
    })
    await listener.until(() => listener.of(broken!, FINALIZED).length > 0)
  })

  it("keeps no record of an import that it could not look at once it can", async () => {
    const { backend, engine } = context
    const { id } = await importOrder(30)
    await passMinutes(engine.databaseUrl)
    const failing = failLookAt(backend, id)
    await auditOrdersWorkflow(backend.container).run()
    expect(await retrieveRecord(backend, id)).not.toBeNull()

    failing.repair()
    await lookAgain(id)
    await waitFor(async () => !(await retrieveRecord(backend, id)))
    await auditOrdersWorkflow(backend.container).run()
    expect(await retrieveRecord(backend, id)).toBeNull()
  })

  it("takes an order for lost whose run died unseen, also if it could not look at it at first", async () => {
    const { backend, engine } = context
    const { cart_id } = await readyCart(backend)
    const id = (await createFreeOrders(backend, 1))[0]!
    await passMinutes(engine.databaseUrl)
    await withClient(engine.databaseUrl, async (client) => {
      // The orders of other tests are of the same customer, and may be taken for the run's.
      await client.query(
        `update "order" set created_at = now() - interval '2 hours' where id <> $1`,
        [id]
      )
      // As if its process had died before anything led from the run to the order.
      await client.query(
        `insert into workflow_execution
           (id, workflow_id, transaction_id, run_id, state, execution, context, created_at)
         values ('dead', 'complete-cart', 'dead-run', 'dead', 'invoking', '{}',
           jsonb_build_object('data',
             jsonb_build_object('payload', jsonb_build_object('id', $1::text))),
           now() - interval '6 minutes')`,
        [cart_id]
      )
    })
    const failing = failLookAt(backend, id)
    await auditOrdersWorkflow(backend.container).run()
    failing.repair()

    // Twice: what the first look found out has to be known to the next one, too.
    for (let n = 0; n < 2; n++) {
      await lookAgain(id)
      await untilStatus(id, "needs_review")
    }
    expect(await retrieveRecord(backend, id)).toMatchObject({
      cart_id,
      transaction_id: "dead-run",
      review_reason: expect.stringContaining("ended before its last step"),
    })
  })

  it("goes on with a window that was broken off where it had come to", async () => {
    const { backend, engine } = context
    const { container } = backend
    const service = container.resolve(ORDER_FINALIZATION_MODULE)
    const orders = container.resolve(Modules.ORDER)
    const time = encodeTime(Date.now(), 10)
    const ids = Array.from(
      { length: 450 },
      (_, n) => `order_${time}${String(n).padStart(16, "0")}`
    )
    await passMinutes(engine.databaseUrl)
    await withClient(engine.databaseUrl, async (client) => {
      await client.query(
        `insert into "order" (id, currency_code, created_at)
         select id, 'eur', now() - interval '4 minutes' from unnest($1::text[]) id`,
        [ids]
      )
      // Known already: it is the reading that is to be seen here.
      await client.query(
        `insert into order_finalization (id, order_id, status)
         select 'ordfin_' || id, id, 'finalized' from unnest($1::text[]) id`,
        [ids]
      )
    })
    const listOrders = orders.listOrders.bind(orders)
    const read = { before: new Set<string>(), after: new Set<string>() }
    let isBroken = true
    // Whoever audits, the backend's own timer too, comes as far as the first page.
    jest.spyOn(orders, "listOrders").mockImplementation((async (
      ...args: Parameters<typeof listOrders>
    ) => {
      const phase = isBroken ? read.before : read.after
      const page = await listOrders(...args)
      const isFirst = page.length < 2 || page.some(({ id }) => id === ids[0])
      if (isBroken && !isFirst) {
        throw new Error("Connection terminated unexpectedly")
      }
      page.forEach(({ id }) => ids.includes(id) && phase.add(id))
      return page
    }) as typeof orders.listOrders)
    try {
      const auditedUntil = await service.getAuditedUntil()
      // The engine rejects with an error as it stored it, which is no Error any more.
      await expect(auditOrdersWorkflow(container).run()).rejects.toMatchObject({
        message: "Connection terminated unexpectedly",
      })
      expect(await service.getAuditedUntil()).toEqual(auditedUntil)
      expect(read.before.size).toBeGreaterThan(100)

      isBroken = false
      await auditOrdersWorkflow(container).run()
      await waitFor(async () => !(await service.getAuditWindow()))
      expect((await service.getAuditedUntil()) > auditedUntil).toBe(true)
    } finally {
      jest.restoreAllMocks()
    }
    expect([...read.after].filter((id) => read.before.has(id))).toEqual([])
    expect([...read.before, ...read.after].sort()).toEqual(ids)
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
    const incomplete = await readyCart(backend)
    await postOrThrow(
      api,
      `/store/carts/${incomplete.cart_id}/line-items`,
      { variant_id: backend.seed.variants.plenty, quantity: 1 },
      storeHeaders
    )
    const refused = await readyCart(backend, { outcome: "error" })
    // Nor does a record tell whose order that one was.
    const service = backend.container.resolve(ORDER_FINALIZATION_MODULE)
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

  it("does not take an order whose run died for nobody's when another has just opened its record", async () => {
    const { container, seed } = context.backend
    const { cart_id } = await readyCart(context.backend, {
      items: [{ variant_id: seed.variants.free, quantity: 1 }],
    })
    const { id } = (await completeCart(context.backend, cart_id)).data.order
    await listener.until(() => listener.of(id, FINALIZED).length === 1)
    // As its process would have left it that died before its first write.
    await withClient(context.engine.databaseUrl, async (client) => {
      await client.query(
        `update workflow_execution
         set state = 'not_started', created_at = created_at - interval '1 hour'
         where transaction_id = (
           select transaction_id from order_finalization where order_id = $1
         )`,
        [id]
      )
      await client.query(
        `update "order" set created_at = created_at - interval '1 hour' where id = $1`,
        [id]
      )
      for (const table of ["order_finalization", "order_finalization_event"]) {
        await client.query(`delete from ${table} where order_id = $1`, [id])
      }
    })
    for (let opener = 1; opener <= 2; opener++) {
      const { status } = await openRecord(container, id, null)
      expect(status).toBe("needs_review")
    }
  })

  it("says nothing of an order from before the install, unless asked to", async () => {
    const order = await importOrder(40)
    const setInstalledAt = async (installedAt: Date) =>
      await withClient(context.engine.databaseUrl, async (client) => {
        await client.query(
          "update order_finalization_progress set installed_at = $1",
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
