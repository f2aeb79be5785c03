import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import {
  completeCartWorkflow,
  createOrderShipmentWorkflow,
} from "@medusajs/medusa/core-flows"
import { OrderFinalizationEvents } from "../../src"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { describeOnEngine } from "../helpers/backend/engine"
import { loadRecipe } from "../helpers/backend/load-recipe"
import { listen, type Listener } from "../helpers/watch/listener"
import { listenToLog } from "../helpers/watch/log"
import { cancelRun } from "../helpers/shop/parent-workflows"
import { runReceiptsNow } from "../helpers/shop/receipts"
import { startErp, type StandInErp } from "../helpers/stand-ins/stand-in-erp"
import {
  refusal,
  refusedBatch,
  startHubspot,
  type StandInHubspot,
} from "../helpers/stand-ins/stand-in-hubspot"
import { waitFor } from "../helpers/watch/wait-for"
import { flushAggregatedLog } from "../../src/utils/aggregated-log"

const { FINALIZED, REVERTED } = OrderFinalizationEvents

const RECIPES = [
  "admin-feed",
  "erp-over-http",
  "fulfilment-release",
  "hubspot-crm",
]

const CONSUMERS = ["erp", "fulfilment", "hubspot"]

/** In milliseconds: three failures are due again after 1, 2 and 4 s, each by a 5 s job. */
const RETRY_TIME = 45_000

type Receipt = {
  consumer: string
  status: string
  attempts: number
  last_error: string | null
}
type RecordedEvent = { name: string; receipts: Receipt[] }

describeOnEngine("The recipes", (context) => {
  let erp: StandInErp
  let hubspot: StandInHubspot
  let listener: Listener

  beforeAll(async () => {
    erp = await startErp("erp-key")
    hubspot = await startHubspot("hubspot-token")
    // Read when the files are loaded, as a backend does at its start.
    Object.assign(process.env, {
      ERP_URL: erp.url,
      ERP_API_KEY: "erp-key",
      HUBSPOT_BASE_PATH: hubspot.url,
      HUBSPOT_ACCESS_TOKEN: "hubspot-token",
    })
    const { container } = context.backend
    for (const recipe of RECIPES) {
      await loadRecipe(container, recipe)
    }
    listener = listen(context.backend, [FINALIZED, REVERTED])
  })
  afterAll(async () => {
    listener?.stop()
    await erp?.stop()
    await hubspot?.stop()
  })

  const sell = async () => {
    const { container } = context.backend
    const { cart_id } = await readyCart(context.backend)
    const { result, transaction } = await completeCartWorkflow(container).run({
      input: { id: cart_id },
    })
    return {
      id: result.id,
      undo: async () => await cancelRun(container, transaction),
    }
  }

  const eventIdOf = async (orderId: string, name: string): Promise<string> => {
    await listener.until(() => listener.of(orderId, name).length > 0)
    return listener.of(orderId, name)[0]!.data.event_id
  }

  const receiptsOf = async (orderId: string, name: string) => {
    const { api, adminHeaders } = context.backend
    const { data } = await api.get(
      `/admin/orders/${orderId}/finalization`,
      adminHeaders
    )
    const events: RecordedEvent[] = data.order_finalization?.events ?? []
    return events.find((event) => event.name === name)?.receipts ?? []
  }

  const receiptOf = async (orderId: string, name: string, consumer: string) =>
    (await receiptsOf(orderId, name)).find(
      (receipt) => receipt.consumer === consumer
    )

  const untilDone = async (
    orderId: string,
    name: string,
    consumers = CONSUMERS
  ) => {
    let receipts: Receipt[] = []
    await waitFor(
      async () => {
        await runReceiptsNow(
          context.backend,
          context.engine.databaseUrl,
          consumers
        )
        receipts = await receiptsOf(orderId, name)
        return consumers.every((consumer) =>
          receipts.some(
            (receipt) =>
              receipt.consumer === consumer && receipt.status === "done"
          )
        )
      },
      {
        timeout: RETRY_TIME,
        message: () =>
          `${consumers} to be done with ${orderId}'s ${name}; the receipts are ${JSON.stringify(receipts, null, 2)}`,
      }
    )
  }

  const sellFinally = async () => {
    const sale = await sell()
    await untilDone(sale.id, FINALIZED)
    return { ...sale, event_id: await eventIdOf(sale.id, FINALIZED) }
  }

  const redeliver = async (eventId: string, consumer: string) => {
    const { api, adminHeaders } = context.backend
    const path = `/admin/order-events/${eventId}/redeliver`
    const { status } = await api.post(path, { consumer }, adminHeaders)
    expect(status).toBe(200)
  }

  const callsOfErp = (orderId: string) =>
    erp.calls.filter(
      ({ path, body }) => body?.id === orderId || path.includes(orderId)
    )

  const keysOfErp = (orderId: string) =>
    callsOfErp(orderId).map(({ headers }) => headers["idempotency-key"])

  const callsOfHubspot = (orderId: string) =>
    hubspot.calls.filter(({ body }) => body?.inputs[0].id === orderId)

  const fulfillmentsOf = async (orderId: string) => {
    const { container } = context.backend
    const query = container.resolve(ContainerRegistrationKeys.QUERY)
    const { data } = await query.graph({
      entity: "order_fulfillment",
      fields: ["fulfillments.*", "fulfillments.items.*"],
      filters: { order_id: orderId },
    })
    return data.flatMap(({ fulfillments }) => fulfillments)
  }

  const stockOf = async (sku: string) => {
    const inventory = context.backend.container.resolve(Modules.INVENTORY)
    const [item] = await inventory.listInventoryItems({ sku })
    const [level] = await inventory.listInventoryLevels({
      inventory_item_id: item!.id,
    })
    return {
      stocked: Number(level!.stocked_quantity),
      reserved: Number(level!.reserved_quantity),
    }
  }

  const noticesOf = async (orderId: string) => {
    const notification = context.backend.container.resolve(Modules.NOTIFICATION)
    const notices = await notification.listNotifications({ channel: "feed" })
    return notices.filter(({ data }) => data?.description === orderId)
  }

  it("erp-over-http: sends a finalized order with the event's ID as idempotency key", async () => {
    const { id, event_id } = await sellFinally()
    expect(keysOfErp(id)).toEqual([event_id])
    expect(erp.orders.get(id)).toEqual({
      void_reason: null,
      body: {
        id,
        status: "pending",
        display_id: expect.any(Number),
        currency_code: "eur",
        total: 15,
        shipping_address: expect.objectContaining({
          city: "Berlin",
          country_code: "de",
        }),
        items: [
          expect.objectContaining({
            variant_sku: "plenty",
            quantity: 1,
            unit_price: 10,
          }),
        ],
      },
    })
  })

  it("erp-over-http: tries again with the same key, whether the ERP refused or its answer was lost", async () => {
    erp.trouble(
      { answer: { status: 500 } },
      { answer: { status: 502 }, isWorkDone: true }
    )
    const { id, event_id } = await sellFinally()
    expect(keysOfErp(id)).toEqual([event_id, event_id, event_id])
    expect(await receiptOf(id, FINALIZED, "erp")).toMatchObject({
      status: "done",
      attempts: 3,
    })
    expect(erp.orders.has(id)).toBe(true)
  })

  it("erp-over-http, hubspot-crm: give up an answer that does not come, and try again", async () => {
    erp.trouble({ answer: "nothing", isWorkDone: true })
    hubspot.trouble({ answer: "nothing" })
    const { id, event_id } = await sellFinally()
    expect(keysOfErp(id)).toEqual([event_id, event_id])
    expect(callsOfHubspot(id)).toHaveLength(2)
    expect(hubspot.orders.has(id)).toBe(true)
  })

  it("all: make nothing twice of an event that is delivered again", async () => {
    const { id, event_id } = await sellFinally()
    const [before] = await fulfillmentsOf(id)
    const { data } = listener.of(id, FINALIZED)[0]!
    const bus = context.backend.container.resolve(Modules.EVENT_BUS)
    await bus.emit({ name: FINALIZED, data })
    await listener.until(() => listener.of(id, FINALIZED).length === 2)
    await listener.fence()
    expect(keysOfErp(id)).toEqual([event_id])

    for (const consumer of CONSUMERS) {
      await redeliver(event_id, consumer)
    }
    await waitFor(() => keysOfErp(id).length === 2, { timeout: RETRY_TIME })
    await untilDone(id, FINALIZED)
    expect(keysOfErp(id)).toEqual([event_id, event_id])
    expect(callsOfHubspot(id)).toHaveLength(2)
    const after = await fulfillmentsOf(id)
    expect(after.map((fulfillment) => fulfillment.id)).toEqual([before.id])
    expect(await noticesOf(id)).toHaveLength(1)
  })

  it("all: undo an order that was finalized and is reverted", async () => {
    const before = await stockOf("plenty")
    const { id, undo } = await sellFinally()
    expect(await stockOf("plenty")).toEqual({
      stocked: before.stocked - 1,
      reserved: before.reserved,
    })
    await undo()
    await untilDone(id, REVERTED)

    const event_id = await eventIdOf(id, REVERTED)
    expect(callsOfErp(id).at(-1)).toMatchObject({
      method: "POST",
      path: `/orders/${id}/void`,
      headers: { "idempotency-key": event_id },
    })
    expect(erp.orders.get(id)!.void_reason).toBe("workflow_canceled")
    expect(hubspot.orders.get(id)!.properties).toMatchObject({
      hs_total_price: "15",
      medusa_reverted_at: listener.of(id, REVERTED)[0]!.data.occurred_at,
      medusa_reverted_reason: "workflow_canceled",
    })
    expect(await fulfillmentsOf(id)).toMatchObject([
      { canceled_at: expect.any(Date) },
    ])
    expect(await stockOf("plenty")).toEqual(before)

    await redeliver(event_id, "fulfilment")
    await redeliver(event_id, "erp")
    await waitFor(() => callsOfErp(id).length === 3, { timeout: RETRY_TIME })
    await untilDone(id, REVERTED)
    expect(await stockOf("plenty")).toEqual(before)
  })

  it("all: leave an order alone that was never finalized", async () => {
    const before = listener.events.length
    const { cart_id } = await readyCart(context.backend, { outcome: "error" })
    await completeCart(context.backend, cart_id)
    await listener.until(() => listener.events.length > before)
    const { name, data } = listener.events.at(-1)!
    expect({ name, was_finalized: data.was_finalized }).toEqual({
      name: REVERTED,
      was_finalized: false,
    })
    await untilDone(data.id, REVERTED)
    expect(callsOfErp(data.id)).toEqual([])
    expect(callsOfHubspot(data.id)).toEqual([])
    expect(await fulfillmentsOf(data.id)).toEqual([])
  })

  it("erp-over-http: is done with the void of an order that the ERP never got", async () => {
    // As if the ERP had refused it ten times.
    const { id, undo } = await sellFinally()
    erp.orders.delete(id)
    await undo()
    await untilDone(id, REVERTED)
    expect(await receiptOf(id, REVERTED, "erp")).toMatchObject({ attempts: 1 })
  })

  it("hubspot-crm: upserts a finalized order by its ID", async () => {
    const { id } = await sellFinally()
    const { data } = listener.of(id, FINALIZED)[0]!
    expect(callsOfHubspot(id)).toMatchObject([
      {
        method: "POST",
        path: "/crm/v3/objects/orders/batch/upsert",
        headers: { authorization: "Bearer hubspot-token" },
        body: { inputs: [{ idProperty: "medusa_order_id", id }] },
      },
    ])
    expect(hubspot.orders.get(id)!.properties).toEqual({
      medusa_order_id: id,
      hs_order_name: `Order #${data.display_id}`,
      hs_currency_code: "EUR",
      hs_total_price: "15",
    })
  })

  it("hubspot-crm: tries again what HubSpot refused, and logs nothing of the customer's", async () => {
    flushAggregatedLog()
    const log = listenToLog(context.backend)
    try {
      hubspot.trouble(
        {
          answer: refusal(429, "RATE_LIMITS", {
            policyName: "TEN_SECONDLY_ROLLING",
          }),
        },
        { answer: refusedBatch("VALIDATION_ERROR") },
        {
          answer: refusal(400, "VALIDATION_ERROR", {
            message: "Ada Lovelace, customer@example.com",
          }),
        }
      )
      const { id } = await sell()
      const errors = new Set<string>()
      await waitFor(
        async () => {
          const receipt = await receiptOf(id, FINALIZED, "hubspot")
          errors.add(receipt?.last_error ?? "")
          return receipt?.status === "done"
        },
        { timeout: RETRY_TIME, message: "HubSpot to have the order" }
      )
      expect([...errors].filter(Boolean)).toEqual([
        "HTTP-Code: 429",
        `HubSpot refused order ${id}: VALIDATION_ERROR`,
        "HTTP-Code: 400",
      ])
      expect(callsOfHubspot(id)).toHaveLength(4)
      // As a backend does when it shuts down: the first failure, and the others' number.
      flushAggregatedLog()
      const logged = log.lines.filter((line) => line.includes('"hubspot"'))
      expect(logged.length).toBeGreaterThan(1)
      expect(logged.join()).not.toMatch(/Ada|@/)
    } finally {
      log.stop()
    }
  })

  it("fulfilment-release: puts a finalized order into core's fulfilment", async () => {
    const { id } = await sellFinally()
    expect(await fulfillmentsOf(id)).toMatchObject([
      {
        location_id: context.backend.seed.stock_location_id,
        canceled_at: null,
        shipped_at: null,
        items: [{ sku: "plenty", quantity: 1 }],
      },
    ])
    const { api, adminHeaders } = context.backend
    const { data } = await api.get(`/admin/orders/${id}`, adminHeaders)
    expect(data.order.fulfillment_status).toBe("fulfilled")
  })

  it("fulfilment-release: leaves a parcel that has left to a person", async () => {
    const { container } = context.backend
    const { id, undo } = await sellFinally()
    const [fulfillment] = await fulfillmentsOf(id)
    await createOrderShipmentWorkflow(container).run({
      input: {
        order_id: id,
        fulfillment_id: fulfillment.id,
        items: fulfillment.items.map(
          (item: { line_item_id: string; quantity: number }) => ({
            id: item.line_item_id,
            quantity: item.quantity,
          })
        ),
      },
    })
    await undo()
    await waitFor(
      async () => (await receiptOf(id, REVERTED, "fulfilment"))?.last_error,
      { timeout: RETRY_TIME, message: "the fulfilment to ask for a person" }
    )
    expect(await receiptOf(id, REVERTED, "fulfilment")).toMatchObject({
      status: "pending",
      last_error: `Shipped already, and has to come back: ${fulfillment.id}`,
    })
    const [after] = await fulfillmentsOf(id)
    expect(after.canceled_at).toBeNull()
  })

  it("admin-feed: tells of an order when it is paid, not before", async () => {
    const { cart_id } = await readyCart(context.backend, {
      outcome: "pending_authorization",
    })
    const { data } = await completeCart(context.backend, cart_id)
    const waiting: string = data.order.id
    const { id } = await sellFinally()
    await waitFor(async () => (await noticesOf(id)).length > 0)
    await listener.fence()
    expect(await noticesOf(id)).toMatchObject([
      { channel: "feed", data: { title: "New order", description: id } },
    ])
    expect(await noticesOf(waiting)).toEqual([])
  })
})
