import { OrderFinalizationEvents, processOnce } from "../../src"
import type { ApiResponse } from "../helpers/backend/api"
import { checkAnswer } from "../helpers/backend/check-answer"
import { completeCart, type CartOptions } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { subscribeConsumer } from "../helpers/shop/subscribe-consumer"
import { withClient } from "../helpers/services/databases"
import { describeOnEngine } from "../helpers/backend/engine"
import { listen, type Listener } from "../helpers/watch/listener"
import { readSchema } from "../helpers/watch/json-schema"
import { waitFor } from "../helpers/watch/wait-for"

const { FINALIZED, REVERTED } = OrderFinalizationEvents

/** In milliseconds: a job that runs every five seconds, and what it starts. */
const JOB_TIME = 20_000

describeOnEngine("The Admin and Store API", (context) => {
  let listener: Listener
  const runs: Record<string, string[]> = { erp: [], crm: [] }
  let isCrmDown = true
  let erpWork = async () => {}

  const get = async (path: string): Promise<ApiResponse> =>
    await context.backend.api.get(path, context.backend.adminHeaders)
  const post = async (path: string, body: unknown = {}): Promise<ApiResponse> =>
    await context.backend.api.post(path, body, context.backend.adminHeaders)

  const sell = async (options: CartOptions = {}): Promise<string> => {
    const { cart_id } = await readyCart(context.backend, options)
    const { data } = await completeCart(context.backend, cart_id)
    return data.order?.id
  }

  const sellFinally = async (): Promise<string> => {
    const id = await sell()
    await listener.until(() => listener.of(id, FINALIZED).length > 0)
    return id
  }

  const refuse = async (): Promise<string> => {
    const before = listener.events.length
    await sell({ outcome: "error" })
    await listener.until(() => listener.events.length > before)
    return listener.events.at(-1)!.data.id
  }

  const retrieve = async (orderId: string) =>
    (await get(`/admin/orders/${orderId}/finalization`)).data

  const receiptOf = async (orderId: string, consumer: string) => {
    const { order_finalization } = await retrieve(orderId)
    return order_finalization.events
      .at(-1)
      .receipts.find((receipt: { consumer: string }) => {
        return receipt.consumer === consumer
      })
  }

  const untilReceipt = async (
    orderId: string,
    consumer: string,
    status: string
  ) =>
    await waitFor(
      async () => (await receiptOf(orderId, consumer))?.status === status,
      { timeout: JOB_TIME, message: `${consumer}'s receipt to be ${status}` }
    )

  /** The attempts that a test cannot wait for. */
  const exhaust = async (orderId: string, consumer: string) =>
    await withClient(context.engine.databaseUrl, async (client) => {
      await client.query(
        `update order_finalization_receipt set attempts = 9, next_attempt_at = now()
         where order_id = $1 and consumer = $2`,
        [orderId, consumer]
      )
    })

  const consume = (
    consumer: string,
    handle: () => Promise<void>,
    names: string[]
  ) => {
    const { container } = context.backend
    const subscriber = processOnce(consumer, async ({ event }) => {
      await handle()
      runs[consumer]!.push(event.data.event_id)
    })
    subscribeConsumer(container, subscriber, { names })
  }

  beforeAll(() => {
    listener = listen(context.backend, [FINALIZED, REVERTED])
    consume("erp", async () => await erpWork(), [FINALIZED, REVERTED])
    consume(
      "crm",
      async () => {
        if (isCrmDown) {
          throw new Error("The CRM is down")
        }
      },
      [FINALIZED]
    )
  })

  it.each([
    ["GET", "/admin/order-finalizations"],
    ["GET", "/admin/order-finalizations/summary"],
    ["POST", "/admin/order-finalizations/compare"],
    ["GET", "/admin/orders/order_1/finalization"],
    ["POST", "/admin/orders/order_1/finalization/release"],
    ["POST", "/admin/orders/order_1/finalization/reconcile"],
    ["GET", "/admin/order-events"],
    ["GET", "/admin/order-events/asyncapi"],
    ["POST", "/admin/order-events/ordev_1/redeliver"],
    ["GET", "/admin/order-event-receipts"],
    ["POST", "/admin/order-event-receipts/retry"],
  ])("%s %s wants a login", async (method, path) => {
    const { api } = context.backend
    const { status } = await (method === "GET" ? api.get(path) : api.post(path))
    expect(status).toBe(401)
  })

  it("gives the AsyncAPI document that the package has", async () => {
    const { data } = await get("/admin/order-events/asyncapi")
    expect(data).toEqual(readSchema("asyncapi"))
  })

  it("lists records with filters, fields, order and pages", async () => {
    const finalized = await sellFinally()
    const waiting = await sell({ outcome: "pending_authorization" })
    const reverted = await refuse()
    const list = async (search: string) => {
      const { status, data } = await get(`/admin/order-finalizations?${search}`)
      expect({ search, status }).toEqual({ search, status: 200 })
      return data
    }
    const ids = (data: { order_finalizations: { order_id: string }[] }) =>
      data.order_finalizations.map(({ order_id }) => order_id)
    await waitFor(async () =>
      ids(await list("status=awaiting_payment")).includes(waiting)
    )

    const all = await list("")
    expect(ids(all)).toEqual([reverted, waiting, finalized])
    expect(all).toMatchObject({ count: 3, offset: 0, limit: 20 })
    expect(all.order_finalizations[2]).toMatchObject({
      order_id: finalized,
      status: "finalized",
      review_reason: null,
    })
    expect(ids(await list("limit=1&offset=1"))).toEqual([waiting])
    expect(ids(await list("order=id&limit=1"))).toEqual([finalized])
    expect(ids(await list("status=reverted"))).toEqual([reverted])
    expect(
      ids(await list("status[]=finalized&status[]=reverted&order=status"))
    ).toEqual([finalized, reverted])
    expect(ids(await list(`order_id=${waiting}`))).toEqual([waiting])
    const { display_id } = all.order_finalizations[1]
    expect(ids(await list(`display_id=${display_id}`))).toEqual([waiting])
    const { updated_at } = all.order_finalizations[0]
    expect(ids(await list(`updated_at[$gte]=${updated_at}`))).toContain(
      reverted
    )
    expect(ids(await list("updated_at[$gt]=2999-01-01"))).toEqual([])
    const few = await list("fields=order_id,status&status=finalized")
    expect(few.order_finalizations).toEqual([
      { id: expect.any(String), order_id: finalized, status: "finalized" },
    ])
    const linked = await list(`order_id=${finalized}&fields=id,order.email`)
    expect(linked.order_finalizations[0].order).toMatchObject({
      id: finalized,
      email: "customer@example.com",
    })

    for (const search of [
      "status=done",
      "status[]=finalized&status[]=done",
      "limit=0",
      "limit=abc",
      "offset=-1",
      "order=email",
      "display_id=0",
      "updated_at[$gt]=yesterday",
      "updated_at[$near]=2026-01-01",
      "email=ada@example.com",
    ]) {
      const { status, data } = await get(`/admin/order-finalizations?${search}`)
      expect({ search, status }).toEqual({ search, status: 400 })
      expect(data.message).toEqual(expect.any(String))
    }
  })

  it("gives one order's finalization with events, receipts and the order's statuses", async () => {
    const id = await sellFinally()
    await untilReceipt(id, "erp", "done")
    const { order_finalization, order } = await retrieve(id)
    const [heard] = listener.of(id, FINALIZED)
    expect(order_finalization).toMatchObject({
      order_id: id,
      status: "finalized",
      events: [
        {
          id: heard!.data.event_id,
          name: FINALIZED,
          sequence: 1,
          position: expect.any(Number),
          data: heard!.data,
          published_at: expect.any(String),
          receipts: [
            { consumer: "crm", status: "pending" },
            { consumer: "erp", status: "done", attempts: 1 },
          ],
        },
      ],
    })
    expect(order).toEqual({
      id,
      status: "pending",
      payment_status: "authorized",
      fulfillment_status: "not_fulfilled",
    })
    const path = `/admin/orders/${id}/finalization?fields=status`
    expect((await get(path)).data.order_finalization).toEqual({
      id: order_finalization.id,
      status: "finalized",
      events: order_finalization.events,
    })

    const gone = await refuse()
    expect(await retrieve(gone)).toMatchObject({
      order_finalization: {
        status: "reverted",
        events: [{ name: REVERTED, receipts: [{ consumer: "erp" }] }],
      },
      order: null,
    })

    const unknown = "/admin/orders/order_unknown/finalization"
    for (const { status, data } of [
      await get(unknown),
      await post(`${unknown}/reconcile`),
    ]) {
      expect(status).toBe(404)
      expect(data.message).toContain("there is no such order")
    }
    const released = await post(`${unknown}/release`)
    expect(released.status).toBe(404)
    expect(released.data.message).toContain("has no finalization")
    expect((await get(`${path}&limit=abc`)).status).toBe(400)
  })

  it("delivers an event again, to all with the same event_id, or to one consumer", async () => {
    const id = await sellFinally()
    await untilReceipt(id, "erp", "done")
    const { event_id } = listener.of(id, FINALIZED)[0]!.data
    const path = `/admin/order-events/${event_id}/redeliver`
    const countOf = (consumer: string) =>
      runs[consumer]!.filter((run) => run === event_id).length
    const heard = () => listener.of(id, FINALIZED)

    const toOne = await post(path, { consumer: "erp" })
    expect(toOne.status).toBe(200)
    expect(toOne.data.order_event).toMatchObject({
      id: event_id,
      order_id: id,
      receipts: [
        { consumer: "crm" },
        { consumer: "erp", status: "pending", attempts: 0 },
      ],
    })
    await waitFor(() => countOf("erp") === 2, { timeout: JOB_TIME })
    await untilReceipt(id, "erp", "done")
    expect(heard()).toHaveLength(1)

    isCrmDown = false
    const { api, adminHeaders } = context.backend
    // Without a body, as curl sends it.
    const toAll = await fetch(context.backend.url + path, {
      method: "POST",
      headers: adminHeaders,
    })
    expect(toAll.status).toBe(200)
    checkAnswer("POST", path, toAll.status, await toAll.json())
    await listener.until(() => heard().length === 2)
    expect(new Set(heard().map((event) => event.data.event_id)).size).toBe(1)
    await waitFor(() => countOf("erp") === 3 && countOf("crm") === 1, {
      timeout: JOB_TIME,
    })
    await untilReceipt(id, "erp", "done")
    await untilReceipt(id, "crm", "done")
    isCrmDown = true

    const refused: [string, unknown, number, string][] = [
      ["ordev_unknown", {}, 404, "no event ordev_unknown"],
      [event_id, { consumer: "wms" }, 404, 'consumer "wms" has no receipt'],
      [event_id, { consumer: "" }, 400, "consumer"],
      [event_id, { consumers: ["erp"] }, 400, "consumers"],
    ]
    for (const [event, body, status, words] of refused) {
      const answer = await api.post(
        `/admin/order-events/${event}/redeliver`,
        body,
        adminHeaders
      )
      expect({ body, status: answer.status }).toEqual({ body, status })
      expect(answer.data.message).toContain(words)
    }
  })

  it("leaves a handler alone that is running when its event is delivered again", async () => {
    let letGo = () => {}
    const hanging = new Promise<void>((resolve) => {
      letGo = resolve
    })
    erpWork = async () => await hanging
    const id = await sell()
    const isRunning = async () => (await receiptOf(id, "erp"))?.attempts === 1
    await waitFor(isRunning)
    const { event_id } = listener.of(id, FINALIZED)[0]!.data
    const path = `/admin/order-events/${event_id}/redeliver`
    expect((await post(path, { consumer: "erp" })).status).toBe(200)
    expect((await post(path)).status).toBe(200)
    await listener.until(() => listener.of(id, FINALIZED).length === 2)
    expect(await isRunning()).toBe(true)

    erpWork = async () => {}
    letGo()
    await untilReceipt(id, "erp", "done")
    expect(runs["erp"]!.filter((run) => run === event_id)).toHaveLength(1)
  })

  it("delivers to no one an event that is only staged, or that a consumer does not listen to", async () => {
    const gone = await refuse()
    const { order_finalization } = await retrieve(gone)
    const [{ id }] = order_finalization.events
    const toCrm = await post(`/admin/order-events/${id}/redeliver`, {
      consumer: "crm",
    })
    expect(toCrm.status).toBe(404)
    expect(toCrm.data.message).toContain("does not listen to order.reverted")

    await withClient(context.engine.databaseUrl, async (client) => {
      await client.query(
        `insert into order_finalization_event (id, order_id, sequence, name, data)
         values ('ordev_staged', 'order_staged', 1, 'order.finalized', '{}')`
      )
    })
    const staged = await post("/admin/order-events/ordev_staged/redeliver")
    expect(staged.status).toBe(404)
    expect(staged.data.message).toContain("has not ended well yet")
  })

  it("shows dead-lettered receipts, and retries them", async () => {
    isCrmDown = true
    const id = await sellFinally()
    await waitFor(async () => (await receiptOf(id, "crm"))?.last_error)
    await exhaust(id, "crm")
    await untilReceipt(id, "crm", "failed")
    expect(await receiptOf(id, "crm")).toMatchObject({
      attempts: 10,
      next_attempt_at: null,
      last_error: "The CRM is down",
    })
    const { data: failed } = await get(
      "/admin/order-event-receipts?status=failed&consumer=crm&limit=5"
    )
    expect(failed).toMatchObject({
      order_event_receipts: [
        {
          consumer: "crm",
          status: "failed",
          attempts: 10,
          last_error: "The CRM is down",
          event: { name: FINALIZED, order_id: id, data: { id } },
        },
      ],
      count: 1,
      offset: 0,
      limit: 5,
    })
    const ofOrder = `/admin/order-event-receipts?order_id=${id}`
    expect((await get(ofOrder)).data.count).toBe(2)
    const later = await sellFinally()
    await untilReceipt(later, "erp", "done")
    const ofErp = (await get("/admin/order-event-receipts?consumer=erp")).data
    const eventIds = ofErp.order_event_receipts.map(
      (receipt: { event_id: string }) => receipt.event_id
    )
    expect(eventIds[0]).toBe(listener.of(later, FINALIZED)[0]!.data.event_id)
    expect(eventIds).toEqual([...eventIds].sort().reverse())
    expect(eventIds.length).toBeGreaterThan(2)
    for (const search of ["status=dead", "limit=0", "event=1"]) {
      const { status } = await get(`/admin/order-event-receipts?${search}`)
      expect({ search, status }).toEqual({ search, status: 400 })
    }
    const { summary } = (await get("/admin/order-finalizations/summary")).data
    expect(summary).toMatchObject({
      by_status: { finalized: expect.any(Number), on_hold: 0 },
      failed_receipts: 1,
      records_to_review: 0,
      oldest_unpublished_event_at: null,
    })
    expect(summary.by_status.finalized).toBeGreaterThan(0)

    const retry = async (body: unknown) =>
      await post("/admin/order-event-receipts/retry", body)
    expect((await retry({ consumer: "erp" })).data).toEqual({ count: 0 })
    expect((await retry({ consumer: 7 })).status).toBe(400)
    expect((await retry({ order_id: id })).status).toBe(400)
    for (const body of [{ consumer: "epr" }, { event_id: "ordev_none" }]) {
      const { status, data } = await retry(body)
      expect([status, data.message]).toEqual([
        404,
        expect.stringContaining(Object.values(body)[0]!),
      ])
    }
    isCrmDown = false
    const { event_id } = listener.of(id, FINALIZED)[0]!.data
    expect(await retry({ consumer: "crm", event_id })).toEqual({
      status: 200,
      data: { count: 1 },
    })
    await untilReceipt(id, "crm", "done")
    expect((await retry({})).data).toEqual({ count: 0 })
  })

  it("tells the storefront an order's status, and nothing else", async () => {
    const id = await sellFinally()
    const { api, storeHeaders } = context.backend
    const path = `/store/orders/${id}/finalization`
    expect(await api.get(path, storeHeaders)).toEqual({
      status: 200,
      data: {
        finalization: { status: "confirmed", updated_at: expect.any(String) },
      },
    })
    const withoutKey = await api.get(path)
    const core = await api.get(`/store/orders/${id}`)
    expect(withoutKey.status).toBe(400)
    expect(withoutKey).toEqual(core)
    const unknown = await api.get(
      "/store/orders/order_unknown/finalization",
      storeHeaders
    )
    expect(unknown.status).toBe(404)
    expect(unknown.data.message).toContain("order_unknown")
  })
})
