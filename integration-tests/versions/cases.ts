import assert from "assert"
import { execFile } from "child_process"
import { promisify } from "util"
import type { EngineName } from "../helpers/backend/engine"
import { withClient } from "../helpers/services/databases"
import { waitFor } from "../helpers/watch/wait-for"
import type { Sale, Shop } from "./shop"

export type Case = {
  /** What a shop may rely on. */
  title: string
  /** The first Medusa whose core can do it, and why no earlier one can. */
  since?: {
    version: string
    reason: string
    /** @default both */
    engine?: EngineName
  }
  /** The first Medusa of which it is no longer true. */
  until?: string
  /** Whether another sale at the same time would spoil it. @default false */
  isAlone?: boolean
  /** Resolves if it is so. */
  run(shop: Shop): Promise<void>
}

const FINALIZED = "finalized authorized"
const CAPTURED = "finalized captured"
const reverted = (code: string, step: string | null, wasFinalized = false) =>
  `reverted ${code} at ${step}, was_finalized ${wasFinalized}`

/** In a process of its own, with what the backend has installed. */
const runNode = async ({ access }: Shop, args: string[]): Promise<string> => {
  const run = promisify(execFile)(process.execPath, args, {
    cwd: access.folder,
  })
  return await run.then(
    ({ stdout }) => stdout,
    ({ stdout, message }) => stdout || message
  )
}

const AUTHORIZE_STEP = "authorize-payment-session-step"

const DEFERRED = {
  version: "2.17.0",
  reason:
    "deferred payments: core takes one for refused, and deletes the order",
}

const isGone = async (shop: Shop, orderId: string) =>
  assert.equal(await shop.statusOf(`/admin/orders/${orderId}`), 404)

/** An order whose payment is deferred, and which waits for it. */
const defer = async (shop: Shop): Promise<Sale> => {
  const sale = await shop.sell({ outcome: "pending_authorization" })
  await shop.isRecorded(sale.order.id, "awaiting_payment")
  return sale
}

const sendWebhook = async (shop: Shop, sale: Sale, action: string) =>
  await shop.post("/hooks/payment/test_test", {
    action,
    session_id: sale.payment_session_id,
    amount: sale.order.total,
  })

let callers = 0

/**
 * An order taken by phone, which asks for its payment and has none yet. Of a customer of its
 * own: it may be that of a checkout of the same customer that has just begun, and its record
 * would then wait until that is known. Of two orders at once core makes the customer twice.
 */
const convertDraft = async (shop: Shop) => {
  const { seed } = shop.access
  const { draft_order } = await shop.post("/admin/draft-orders", {
    region_id: seed.region_id,
    sales_channel_id: seed.sales_channel_id,
    email: `by-phone-${++callers}@example.com`,
    items: [{ title: "By phone", quantity: 1, unit_price: 25 }],
    shipping_methods: [],
  })
  await shop.post(`/admin/draft-orders/${draft_order.id}/convert-to-order`)
  const { payment_collection } = await shop.post("/admin/payment-collections", {
    order_id: draft_order.id,
    amount: 25,
  })
  await shop.isRecorded(draft_order.id, "awaiting_payment")
  // Before it was asked for, the record said so, for a person to see.
  await shop.post(`/admin/orders/${draft_order.id}/finalization/reconcile`)
  assert.deepEqual(shop.told(draft_order.id), [])
  return {
    id: draft_order.id as string,
    payment_collection_id: payment_collection.id as string,
  }
}

/** As if the order had waited for longer than the backend's `awaitingPaymentTimeout`. */
const waitTooLong = async ({ access }: Shop, orderId: string) =>
  await withClient(access.databaseUrl, async (client) => {
    await client.query(
      `update order_finalization
       set created_at = now() - interval '8 days', check_at = now()
       where order_id = $1`,
      [orderId]
    )
  })

export const CASES: Case[] = [
  {
    title: "an authorized payment finalizes the order, once",
    run: async (shop) => {
      const { order, cart_id } = await shop.sell()
      const [event] = await shop.isTold(order.id, FINALIZED)
      assert.deepEqual(
        { ...event!.data, event_id: "", occurred_at: "" },
        {
          id: order.id,
          event_id: "",
          sequence: 1,
          occurred_at: "",
          cart_id,
          display_id: order.display_id,
          currency_code: "eur",
          total: 15,
          payment: {
            status: "authorized",
            authorized_amount: 15,
            captured_amount: 0,
            transaction_ids: [],
          },
        }
      )
      await shop.isRecorded(order.id, "finalized")
    },
  },
  {
    title: "a captured payment finalizes it, with its transaction",
    run: async (shop) => {
      const { order } = await shop.sell({ outcome: "captured" })
      const [event] = await shop.isTold(order.id, CAPTURED)
      const { captured_amount, transaction_ids } = event!.data.payment
      assert.equal(captured_amount, 15)
      assert.match(transaction_ids.join(), /^ordtrx_\w+$/)
    },
  },
  {
    title: "an order with nothing to pay is final",
    // Of four at a time, without the plugin, 5 to 13 of a hundred (2.13.6, 2.14.2).
    since: {
      version: "2.15.0",
      reason:
        "free checkouts in memory: core leaves some standing, with their lock",
      engine: "in-memory",
    },
    run: async (shop) => {
      const variant_id = shop.access.seed.variants.free
      const { order } = await shop.sell({
        items: [{ variant_id, quantity: 1 }],
      })
      await shop.isTold(order.id, "finalized not_required")
    },
  },
  {
    title: "a refused payment reverts it, when the order is gone",
    run: async (shop) => {
      const { cart_id, order } = await shop.buy({ outcome: "error" })
      assert.equal(order, null)
      const promised = reverted("workflow_failed", AUTHORIZE_STEP)
      const [event] = await shop.isTold(cart_id, promised)
      await isGone(shop, event!.data.id)
      await shop.isRecorded(event!.data.id, "reverted")
    },
  },
  {
    title: "a provider that throws reverts it",
    run: async (shop) => {
      const { cart_id } = await shop.buy({ outcome: "throw" })
      await shop.isTold(cart_id, reverted("workflow_failed", AUTHORIZE_STEP))
    },
  },
  {
    title: "a backend's own hook works, and reverts it if it fails",
    run: async (shop) => {
      const { cart_id, status } = await shop.buy({}, { fails_in_hook: true })
      assert.notEqual(status, 200)
      await shop.isTold(cart_id, reverted("workflow_failed", "orderCreated"))
    },
  },
  {
    title: "a deferred payment reverts the order that core deletes for it",
    until: DEFERRED.version,
    run: async (shop) => {
      const sale = await shop.buy({ outcome: "pending_authorization" })
      await shop.isTold(
        sale.cart_id,
        reverted("workflow_failed", AUTHORIZE_STEP)
      )
    },
  },
  {
    title:
      "a deferred payment is waited for, and finalizes once it is authorized",
    since: DEFERRED,
    run: async (shop) => {
      const sale = await defer(shop)
      assert.deepEqual(shop.told(sale.order.id), [])
      await sendWebhook(shop, sale, "authorized")
      await shop.isTold(sale.order.id, FINALIZED)
    },
  },
  {
    title: "… or captured",
    since: DEFERRED,
    run: async (shop) => {
      const sale = await defer(shop)
      await sendWebhook(shop, sale, "captured")
      await shop.isTold(sale.order.id, CAPTURED)
    },
  },
  {
    title: "… and reverts if it fails",
    since: DEFERRED,
    run: async (shop) => {
      const sale = await defer(shop)
      await sendWebhook(shop, sale, "failed")
      await shop.isTold(sale.order.id, reverted("payment_failed", null))
    },
  },
  {
    title: "… or if the order is cancelled",
    since: DEFERRED,
    run: async (shop) => {
      const { order } = await defer(shop)
      await shop.post(`/admin/orders/${order.id}/cancel`)
      await shop.isTold(order.id, reverted("order_canceled", null))
    },
  },
  {
    title:
      "a converted draft order waits, and is final once it is marked as paid",
    run: async (shop) => {
      const { id, payment_collection_id } = await convertDraft(shop)
      await shop.post(
        `/admin/payment-collections/${payment_collection_id}/mark-as-paid`,
        { order_id: id }
      )
      await shop.isTold(id, CAPTURED)
    },
  },
  {
    title: "an order that waits for too long is cancelled",
    run: async (shop) => {
      const { id } = await convertDraft(shop)
      await waitTooLong(shop, id)
      await shop.isTold(id, reverted("payment_expired", null))
      const { order } = await shop.get(`/admin/orders/${id}`)
      assert.equal(order.status, "canceled")
    },
  },
  {
    title: "a parent's later step that fails reverts it",
    run: async (shop) => {
      const { cart_id } = await shop.fillCart()
      const { error } = await shop.provoke("nesting-parent", { cart_id })
      assert.match(error, /later step failed/)
      await shop.isTold(cart_id, reverted("workflow_canceled", null))
    },
  },
  {
    title: "a finished run that is cancelled is told of after order.finalized",
    run: async (shop) => {
      const { cart_id } = await shop.fillCart()
      const { error } = await shop.provoke("shipping-parent", { cart_id })
      assert.match(error, /carrier/)
      const promised = reverted("workflow_canceled", null, true)
      await shop.isTold(cart_id, FINALIZED, promised)
    },
  },
  {
    title: "events that cannot be released revert it",
    isAlone: true,
    run: async (shop) => {
      const checkout = await shop.fillCart()
      await shop.provoke("failing-release")
      await shop.complete(checkout)
      await shop.isTold(checkout.cart_id, reverted("workflow_canceled", null))
    },
  },
  {
    title:
      "a cart that is completed five times at once, and again, has one order",
    run: async (shop) => {
      const checkout = await shop.fillCart()
      const five = Array.from({ length: 5 }, () => shop.complete(checkout))
      const sales = [...(await Promise.all(five))]
      sales.push(await shop.complete(checkout))
      const ids = sales.flatMap(({ order }) => order?.id ?? [])
      assert.equal(new Set(ids).size, 1)
      await shop.isTold(checkout.cart_id, FINALIZED)
    },
  },
  {
    title: "an order that is cancelled once final stays final",
    run: async (shop) => {
      const { order } = await shop.sell()
      await shop.isTold(order.id, FINALIZED)
      await shop.post(`/admin/orders/${order.id}/cancel`)
      await shop.post(`/admin/orders/${order.id}/finalization/reconcile`)
      await shop.isRecorded(order.id, "finalized")
    },
  },
  {
    title: "a gate holds an order until a person releases it",
    run: async (shop) => {
      const { order } = await shop.sell({}, { is_suspicious: true })
      await shop.isRecorded(order.id, "on_hold")
      assert.deepEqual(shop.told(order.id), [])
      await shop.post(`/admin/orders/${order.id}/finalization/release`)
      await shop.isTold(order.id, FINALIZED)
    },
  },
  {
    title:
      "processOnce handles an event once, and once more if it is redelivered",
    run: async (shop) => {
      const { order } = await shop.sell()
      const [event] = await shop.isTold(order.id, FINALIZED)
      const { event_id } = event!.data
      const times = () =>
        shop.access.journal
          .handled()
          .filter((handled) => handled.event_id === event_id).length
      await waitFor(() => times() === 1, { message: "the handler" })
      await shop.post(`/admin/order-events/${event_id}/redeliver`)
      await shop.isTold(order.id, FINALIZED, FINALIZED)
      await waitFor(() => times() === 2, { message: "the handler, again" })
    },
  },
  {
    title: "the feed holds every event, in its position",
    isAlone: true,
    run: async (shop) => {
      const { order } = await shop.sell()
      await shop.isTold(order.id, FINALIZED)
      const { order_events, next_cursor, behind } = await shop.get(
        "/admin/order-events?limit=1000"
      )
      assert.equal(behind.events, 0)
      assert.deepEqual(
        order_events.map(({ position }: { position: number }) => position),
        order_events.map((_: unknown, index: number) => index + 1)
      )
      assert.equal(order_events.at(-1).data.id, order.id)
      const later = `/admin/order-events?after=${next_cursor}&order_id=${order.id}`
      assert.deepEqual((await shop.get(later)).order_events, [])
    },
  },
  {
    title: "the order is shown with its finalization, to its customer too",
    run: async (shop) => {
      const { order } = await shop.sell()
      await shop.isTold(order.id, FINALIZED)
      const { api, storeHeaders } = shop.access
      const { data } = await api.get(
        `/store/orders/${order.id}/finalization`,
        storeHeaders
      )
      assert.equal(data.finalization.status, "confirmed")
      const linked = await shop.get(
        `/admin/orders/${order.id}?fields=%2Border_finalization.*`
      )
      assert.equal(linked.order.order_finalization.status, "finalized")
      const { order_finalizations } = await shop.get(
        `/admin/order-finalizations?order_id=${order.id}&status=finalized&fields=id,order.email`
      )
      assert.equal(order_finalizations[0].order.email, order.email)
    },
  },
  {
    title: "the Admin API compares, and refuses what is wrong",
    run: async (shop) => {
      const { order } = await shop.sell()
      await shop.isTold(order.id, FINALIZED)
      const compare = "/admin/order-finalizations/compare"
      const compared = await shop.post(compare, {
        orders: [{ id: order.id }, { id: "order_none" }],
      })
      assert.deepEqual(
        [compared.agreed, compared.unknown.length],
        [1, 1],
        JSON.stringify(compared)
      )
      const refused = [
        await shop.statusOf(compare, { orders: [{}] }),
        await shop.statusOf("/admin/order-finalizations?status=none"),
        await shop.statusOf("/admin/order-finalizations?updated_at=soon"),
        await shop.statusOf("/admin/order-events?limit=0"),
        await shop.statusOf("/admin/order-events?name=order.placed"),
        await shop.statusOf("/admin/order-events?after="),
      ]
      assert.deepEqual(refused, [400, 400, 400, 400, 400, 400])
    },
  },
  {
    title: "bad options are named with what is allowed",
    run: async (shop) => {
      const file =
        "medusa-plugin-order-finalized/.medusa/server/src/modules/order-finalization/options.js"
      const parse = async (options: object) =>
        await runNode(shop, [
          "-e",
          `const { parseOptions } = require("./node_modules/${file}")
           try { console.log(JSON.stringify(parseOptions(${JSON.stringify(options)}))) }
           catch ({ message }) { console.log(message) }`,
        ])
      assert.match(await parse({}), /"reconcileAfter":60000/)
      assert.match(
        await parse({ finalizeOn: "paid", reconcileAfter: 5, retry: true }),
        /Expected `finalizeOn` to be "authorized" or "captured", got "paid"\. Expected `reconcileAfter` to be a duration .*, got 5\. Unknown option `retry`/
      )
    },
  },
  {
    title: "its types compile in a backend",
    run: async (shop) => {
      assert.equal(await runNode(shop, ["node_modules/typescript/bin/tsc"]), "")
    },
  },
  {
    // The last one.
    title: "nothing else was told of any of these orders",
    isAlone: true,
    run: async (shop) => {
      // Behind all that is on its way by now.
      const { order } = await shop.sell()
      await shop.isTold(order.id, FINALIZED)
      assert.deepEqual(shop.brokenPromises(), [])
    },
  },
]
