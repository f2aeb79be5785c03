import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import {
  cancelOrderWorkflow,
  completeCartWorkflow,
} from "@medusajs/medusa/core-flows"
import type { Backend } from "../helpers/backend/backend"
import { readyCart } from "../helpers/shop/ready-cart"
import { describeOnEngine } from "../helpers/backend/engine"
import { FREE_ORDER } from "../helpers/shop/free-order"
import { listen, type Listener } from "../helpers/watch/listener"
import { getOrder, retrieveRecord } from "../helpers/shop/order"
import { withClient } from "../helpers/services/databases"
import { passMinutes } from "../helpers/services/pass-minutes"
import { collectUnhandledRejections } from "../helpers/watch/unhandled-rejections"
import { waitFor } from "../helpers/watch/wait-for"
import {
  callingParentWorkflow,
  cancelRun,
  nestingParentWorkflow,
} from "../helpers/shop/parent-workflows"
import { ORDER_FINALIZATION_MODULE } from "../../src/modules/order-finalization"
import { UNKNOWN_RUN } from "../../src/modules/order-finalization/types"
import { auditOrdersWorkflow } from "../../src/workflows/audit-orders"

const serviceOf = ({ container }: Backend) =>
  container.resolve(ORDER_FINALIZATION_MODULE)

const FAILURE = "The later step failed"
const CUT_OFF = "Connection terminated unexpectedly"

describeOnEngine("Undoing a completed cart", (context) => {
  let listener: Listener

  beforeAll(() => {
    listener = listen(context.backend, [
      "order.placed",
      "order.finalized",
      "order.reverted",
    ])
  })
  afterAll(() => listener.stop())

  /** What was heard of the cart's order, once its revert has arrived. */
  const untilReverted = async (cartId: string) => {
    const ofCart = () =>
      listener.events.filter(({ data }) => data.cart_id === cartId)
    await listener.until(() =>
      ofCart().some(({ name }) => name === "order.reverted")
    )
    await listener.fence()
    return ofCart()
  }

  const expectGone = async (orderId: string) => {
    expect(await getOrder(context.backend, orderId)).toBeNull()
    expect(await retrieveRecord(context.backend, orderId)).toMatchObject({
      status: "reverted",
    })
  }

  /** Minutes later the audit holds the order for review, and nobody hears of it. */
  const expectReview = async (orderId: string, cart_id: string) => {
    const { backend, engine } = context
    await passMinutes(engine.databaseUrl)
    await auditOrdersWorkflow(backend.container).run()
    expect(await retrieveRecord(backend, orderId)).toMatchObject({
      status: "needs_review",
      cart_id,
      review_reason: expect.any(String),
    })
    await listener.fence()
    expect(listener.of(orderId)).toEqual([])
  }

  const untilSettled = async (orderId: string) =>
    await waitFor(
      async () =>
        (await retrieveRecord(context.backend, orderId))?.status !== "pending",
      { message: `order ${orderId} to be settled` }
    )

  it("reverts once, and never finalizes, when a parent's later step fails", async () => {
    const { container } = context.backend
    const { cart_id } = await readyCart(context.backend)
    await expect(
      nestingParentWorkflow(container).run({ input: { cart_id, fails: true } })
    ).rejects.toMatchObject({ message: FAILURE })

    const events = await untilReverted(cart_id)
    expect(events).toMatchObject([
      {
        name: "order.reverted",
        data: {
          sequence: 1,
          was_finalized: false,
          reason: { code: "workflow_canceled", step: null },
        },
      },
    ])
    expect(listener.of(events[0]!.data.id, "order.placed")).toEqual([])
    await expectGone(events[0]!.data.id)
  })

  it("withdraws what the final step staged before core undoes the order", async () => {
    const { container } = context.backend
    const orders = container.resolve(Modules.ORDER)
    const deleteOrders = orders.deleteOrders.bind(orders)
    const atDeletion: unknown[] = []
    const spy = jest
      .spyOn(orders, "deleteOrders")
      .mockImplementation(async (ids, ...more) => {
        const { rows } = await container
          .resolve(ContainerRegistrationKeys.PG_CONNECTION)
          .raw(
            `select status, staged_status, (
               select count(*)::int from order_finalization_event event
               where event.order_id = record.order_id
             ) as events
             from order_finalization record where order_id = any(?)`,
            [[ids].flat()]
          )
        atDeletion.push(...rows)
        await deleteOrders(ids, ...more)
      })
    try {
      const { cart_id } = await readyCart(context.backend)
      await expect(
        nestingParentWorkflow(container).run({
          input: { cart_id, fails: true },
        })
      ).rejects.toMatchObject({ message: FAILURE })
      await untilReverted(cart_id)
    } finally {
      spy.mockRestore()
    }
    expect(atDeletion).toEqual([
      { status: "pending", staged_status: null, events: 0 },
    ])
  })

  it("finalizes, then reverts, when a parent cancels the finished run", async () => {
    const { container } = context.backend
    const { cart_id } = await readyCart(context.backend)
    // The later step waits for the event, as the run itself is over by then.
    await expect(
      callingParentWorkflow(container).run({ input: { cart_id, fails: true } })
    ).rejects.toMatchObject({ message: FAILURE })

    const events = await untilReverted(cart_id)
    const reverted = events.at(-1)!
    expect(reverted).toMatchObject({
      name: "order.reverted",
      data: { reason: { code: "workflow_canceled", step: null } },
    })
    // The parent fails at once: whether the event had left by then is a race, and the
    // event says how it ended.
    const finalized = events.filter(({ name }) => name === "order.finalized")
    expect(reverted.data.was_finalized).toBe(finalized.length === 1)
    expect(reverted.data.sequence).toBe(finalized.length + 1)
    await expectGone(reverted.data.id)
  })

  it("finalizes, then reverts as finalized, when an operator cancels the finished run", async () => {
    const { container } = context.backend
    const { cart_id } = await readyCart(context.backend)
    const { result, transaction } = await completeCartWorkflow(container).run({
      input: { id: cart_id },
    })
    await listener.until(
      () => listener.of(result.id, "order.finalized").length > 0
    )
    await cancelRun(container, transaction)

    const [finalized, reverted, ...more] = await untilReverted(cart_id)
    expect(more).toEqual([])
    expect(finalized).toMatchObject({
      name: "order.finalized",
      data: { sequence: 1 },
    })
    expect(reverted).toMatchObject({
      name: "order.reverted",
      data: {
        id: result.id,
        sequence: 2,
        was_finalized: true,
        reason: { code: "workflow_canceled", step: null },
      },
    })
    expect(reverted!.data.event_id).not.toBe(finalized!.data.event_id)
    await expectGone(result.id)
  })

  it("reverts the finalized order whose cancelled run died when the order was gone", async () => {
    const { backend, engine } = context
    const { cart_id } = await readyCart(backend)
    const { result, transaction } = await completeCartWorkflow(
      backend.container
    ).run({ input: { id: cart_id } })
    await listener.until(
      () => listener.of(result.id, "order.finalized").length > 0
    )
    // The guard never comes back, as that of a killed process.
    const service = serviceOf(backend)
    const settleOrder = service.settleOrder.bind(service)
    const died = new Promise((die) => {
      jest.spyOn(service, "settleOrder").mockImplementation(async (...args) => {
        if (args[0].order_id !== result.id) {
          return await settleOrder(...args)
        }
        die(true)
        return await new Promise<never>(() => {})
      })
    })
    void cancelRun(backend.container, transaction)
    await died
    jest.restoreAllMocks()
    expect(await getOrder(backend, result.id)).toBeNull()

    await passMinutes(engine.databaseUrl)
    await auditOrdersWorkflow(backend.container).run()
    const [, reverted, ...more] = await untilReverted(cart_id)
    expect(more).toEqual([])
    expect(reverted).toMatchObject({
      data: {
        sequence: 2,
        was_finalized: true,
        reason: { code: "workflow_canceled", step: null },
      },
    })
    await expectGone(result.id)
  })

  it("holds an order for review whose run died when it was created, though nothing is to be paid", async () => {
    const { backend } = context
    const service = serviceOf(backend)
    const { free } = backend.seed.variants
    const { cart_id } = await readyCart(backend, {
      items: [{ variant_id: free, quantity: 1 }],
    })
    // The run never comes back, as that of a killed process.
    const died = new Promise<string>((die) => {
      jest.spyOn(service, "trackOrder").mockImplementation(async (order) => {
        die(order.order_id)
        return await new Promise<never>(() => {})
      })
    })
    void completeCartWorkflow(backend.container).run({ input: { id: cart_id } })
    const order_id = await died
    jest.restoreAllMocks()

    await expectReview(order_id, cart_id)
  })

  it("holds an order for review whose run failed when it was created", async () => {
    const { backend } = context
    const orders = backend.container.resolve(Modules.ORDER)
    const createOrders = orders.createOrders.bind(orders)
    const { cart_id } = await readyCart(backend)
    let order_id = ""
    // Committed, but the connection was cut before anybody was told.
    jest.spyOn(orders, "createOrders").mockImplementationOnce(async (data) => {
      const created = await createOrders(data as never)
      order_id = [created].flat()[0]!.id
      throw new Error(CUT_OFF)
    })
    await expect(
      completeCartWorkflow(backend.container).run({ input: { id: cart_id } })
    ).rejects.toMatchObject({ message: CUT_OFF })
    jest.restoreAllMocks()
    expect(await getOrder(backend, order_id)).not.toBeNull()

    await expectReview(order_id, cart_id)
  })

  it("holds an order for review whose run could neither record nor delete it", async () => {
    const { backend } = context
    const orders = backend.container.resolve(Modules.ORDER)
    const { cart_id } = await readyCart(backend, { outcome: "error" })
    let order_id = ""
    jest
      .spyOn(serviceOf(backend), "trackOrder")
      .mockImplementationOnce(async (order) => {
        order_id = order.order_id
        throw new Error(CUT_OFF)
      })
    jest.spyOn(orders, "deleteOrders").mockRejectedValue(new Error(CUT_OFF))
    await expect(
      completeCartWorkflow(backend.container).run({ input: { id: cart_id } })
    ).rejects.toBeDefined()
    jest.restoreAllMocks()
    expect(await getOrder(backend, order_id)).not.toBeNull()

    await expectReview(order_id, cart_id)
  })

  it("reads afresh what was staged a while ago, and cancelled since", async () => {
    const { backend, engine } = context
    const service = serviceOf(backend)
    const settleStaged = service.settleStaged.bind(service)
    const { cart_id } = await readyCart(backend)
    let wakeUp = () => {}
    const isAwake = new Promise<void>((resolve) => {
      wakeUp = resolve
    })
    jest.spyOn(service, "settleStaged").mockImplementation(async (...args) => {
      await isAwake
      return await settleStaged(...args)
    })
    const { result } = await completeCartWorkflow(backend.container).run({
      input: { id: cart_id },
    })
    const input = { order_id: result.id }
    await cancelOrderWorkflow(backend.container).run({ input })
    await passMinutes(engine.databaseUrl)
    wakeUp()

    const events = await untilReverted(cart_id)
    jest.restoreAllMocks()
    const own = events.filter(({ name }) => name !== "order.placed")
    expect(own).toMatchObject([
      { data: { was_finalized: false, reason: { code: "order_canceled" } } },
    ])
  })

  it("reverts the orders alone that were cancelled or deleted in an outage in which core lost its event", async () => {
    const { backend } = context
    const bus = backend.container.resolve(Modules.EVENT_BUS)
    const emit = bus.emit.bind(bus)
    jest.spyOn(bus, "emit").mockImplementation(async (data, options) => {
      if ([data].flat().some(({ name }) => name === "order.finalized")) {
        throw new Error("The bus of this test takes no more")
      }
      await emit(data as never, options)
    })
    const sell = async () => {
      const { cart_id } = await readyCart(backend)
      const { result } = await completeCartWorkflow(backend.container).run({
        input: { id: cart_id },
      })
      await untilSettled(result.id)
      return result.id
    }
    const canceled = await sell()
    const deleted = await sell()
    const standing = await sell()
    // The module alone, without the events that core's workflows emit.
    const orders = backend.container.resolve(Modules.ORDER)
    await orders.cancel(canceled)
    await orders.deleteOrders([deleted])
    // All three are claimed at once then.
    const ids = [canceled, deleted, standing]
    const setDue = async (due: string) =>
      await withClient(context.engine.databaseUrl, async (client) => {
        const { rowCount } = await client.query(
          `update order_finalization_event set next_attempt_at = ${due}
           where order_id = any($1) and claimed_until is null`,
          [ids]
        )
        return rowCount === ids.length
      })
    await waitFor(() => setDue("now() + interval '1 hour'"))
    jest.restoreAllMocks()
    await setDue("now()")
    // The relay looks once more at what had to wait: nobody else would.
    for (const [id, code] of [
      [canceled, "order_canceled"],
      [deleted, "order_missing"],
    ] as const) {
      await listener.until(
        () => listener.of(id, "order.reverted").length > 0,
        20_000
      )
      expect(listener.of(id)).toMatchObject([
        { name: "order.placed" },
        { name: "order.finalized", data: { sequence: 1 } },
        {
          name: "order.reverted",
          data: { sequence: 2, was_finalized: true, reason: { code } },
        },
      ])
    }
    await listener.until(
      () => listener.of(standing, "order.finalized").length > 0,
      20_000
    )
    await listener.fence()
    expect(listener.of(standing, "order.reverted")).toEqual([])
  })

  it("does not finalize an order that core places on a payment which was cancelled before", async () => {
    const { backend } = context
    const { cart_id } = await readyCart(backend)
    const fails = nestingParentWorkflow(backend.container).run({
      input: { cart_id, fails: true },
    })
    await expect(fails).rejects.toMatchObject({ message: FAILURE })
    // Core takes the session for authorized all the same (Medusa 2.21.2).
    const { result } = await completeCartWorkflow(backend.container).run({
      input: { id: cart_id },
    })
    await untilSettled(result.id)
    expect(await retrieveRecord(backend, result.id)).toMatchObject({
      status: "awaiting_payment",
    })
    await listener.fence()
    expect(listener.of(result.id, "order.finalized")).toEqual([])
  })

  it("finalizes an order whose cart was captured, refunded and captured again, from fresh evidence", async () => {
    const { backend } = context
    const service = serviceOf(backend)
    const { cart_id } = await readyCart(backend, { outcome: "captured" })
    const fails = nestingParentWorkflow(backend.container).run({
      input: { cart_id, fails: true },
    })
    await expect(fails).rejects.toMatchObject({ message: FAILURE })

    jest.spyOn(service, "settleStaged").mockResolvedValueOnce(null)
    const { result } = await completeCartWorkflow(backend.container).run({
      input: { id: cart_id },
    })
    await untilSettled(result.id)
    expect(await retrieveRecord(backend, result.id)).toMatchObject({
      status: "finalized",
      review_reason: null,
    })
    await listener.until(
      () => listener.of(result.id, "order.finalized").length > 0
    )
    const [finalized] = listener.of(result.id, "order.finalized")
    expect(finalized!.data.payment).toMatchObject({
      status: "captured",
      captured_amount: finalized!.data.total,
      transaction_ids: [expect.stringMatching(/^ordtrx_/)],
    })
  })

  it("has one answer for an order that many settle at once, whoever comes first", async () => {
    const service = serviceOf(context.backend)
    for (let round = 0; round < 5; round++) {
      const order_id = `order_at_once_${round}`
      const order = { ...UNKNOWN_RUN, order_id }
      // It is there, as checkout has written it: nobody waits for another's insert.
      await service.trackOrder(order)
      await Promise.all(
        Array.from({ length: 20 }, async (_, i) =>
          service.settleOrder(
            order,
            i % 2 ? FREE_ORDER : { ...FREE_ORDER, order: null }
          )
        )
      )
      const events = await service.listOrderFinalizationEvents(
        { order_id },
        { order: { sequence: "ASC" } }
      )
      const [first, last] = [events[0]!, events.at(-1)!]
      const was_finalized = first.name === "order.finalized"
      expect(events).toHaveLength(was_finalized ? 2 : 1)
      expect(last).toMatchObject({
        name: "order.reverted",
        sequence: events.length,
        data: { sequence: events.length, was_finalized },
      })
      const records = await service.listOrderFinalizations({ order_id })
      expect(records).toMatchObject([{ status: "reverted" }])
    }
  })

  it("reverts once, as never finalized, when releasing the events fails at the end", async () => {
    const { backend } = context
    const { cart_id } = await readyCart(backend)
    const bus = backend.container.resolve(Modules.EVENT_BUS)
    const release = bus.releaseGroupedEvents.bind(bus)
    const eventGroupId = "row-9"
    // Of this run alone: scheduled jobs release their groups all the time.
    jest
      .spyOn(bus, "releaseGroupedEvents")
      .mockImplementation(async (groupId) => {
        if (groupId === eventGroupId) {
          throw new Error("Connection is closed")
        }
        await release(groupId)
      })

    await collectUnhandledRejections(async (rejections) => {
      const { result } = await completeCartWorkflow(backend.container).run({
        input: { id: cart_id },
        context: { eventGroupId },
      })
      // Core answers with the order that it is about to delete.
      expect(result.id).toMatch(/^order_/)

      const [reverted, ...more] = await untilReverted(cart_id)
      expect(more).toEqual([])
      expect(reverted).toMatchObject({
        name: "order.reverted",
        data: { sequence: 1, was_finalized: false },
      })
      expect(listener.of(reverted!.data.id, "order.placed")).toEqual([])
      await expectGone(reverted!.data.id)
      await waitFor(() => rejections.length > 0)
    })
    jest.restoreAllMocks()
  })
})
