import { Modules } from "@medusajs/framework/utils"
import {
  completeCartWorkflow,
  completeCartWorkflowId,
} from "@medusajs/medusa/core-flows"
import {
  completeCart,
  sendWebhook,
  type CartOptions,
  type Checkout,
} from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { withClient } from "../helpers/services/databases"
import { describeOnEngine, type EngineContext } from "../helpers/backend/engine"
import { listen, type Listener } from "../helpers/watch/listener"
import { cancelRun } from "../helpers/shop/parent-workflows"
import { createOrder, getOrder, retrieveRecord } from "../helpers/shop/order"
import { passMinutes } from "../helpers/services/pass-minutes"
import { paymentLedger } from "../helpers/stand-ins/payment-ledger"
import { waitFor } from "../helpers/watch/wait-for"
import { addFinalizationGate } from "../../src"
import { ORDER_FINALIZATION_MODULE } from "../../src/modules/order-finalization"
import { auditOrdersWorkflow } from "../../src/workflows/audit-orders"

const FINALIZED = "order.finalized"
const REVERTED = "order.reverted"

/** What these suites do with a backend whose orders may wait seven days for money. */
const useShop = (context: EngineContext) => {
  let listener: Listener
  beforeAll(() => {
    listener = listen(context.backend, [FINALIZED, REVERTED])
  })
  afterAll(() => listener.stop())
  afterEach(() => {
    globalThis.__testPayment = undefined
    jest.restoreAllMocks()
  })

  const recordOf = async (orderId: string) =>
    await retrieveRecord(context.backend, orderId)

  const shop = {
    get listener() {
      return listener
    },
    recordOf,
    untilRecord: async (orderId: string, expected: object) =>
      await waitFor(
        async () => {
          const record = await recordOf(orderId)
          return Object.entries(expected).every(
            ([key, value]) => record?.[key as keyof typeof record] === value
          )
            ? record!
            : null
        },
        { message: `order ${orderId} to be ${JSON.stringify(expected)}` }
      ),
    place: async (
      options: CartOptions,
      adapt?: (checkout: Checkout) => Promise<void>
    ) => {
      const { backend } = context
      const checkout = await readyCart(backend, options)
      await adapt?.(checkout)
      const { data } = await completeCart(backend, checkout.cart_id)
      return {
        ...checkout,
        session_id: checkout.payment_session_id!,
        id: data.order.id as string,
        total: data.order.total as number,
      }
    },
    post: async (path: string, body: object = {}) => {
      const { api, adminHeaders } = context.backend
      return await api.post(path, body, adminHeaders)
    },
    reconcile: async (orderId: string) => {
      const { status, data } = await shop.post(
        `/admin/orders/${orderId}/finalization/reconcile`
      )
      expect(status).toBe(200)
      return data.order_finalization
    },
    /** Eight days later, one day after the payment was due. */
    passDays: async (orderId: string) =>
      await withClient(context.engine.databaseUrl, async (client) => {
        await client.query(
          `update order_finalization set created_at = now() - interval '8 days'
           where order_id = $1`,
          [orderId]
        )
      }),
    webhook: async (session_id: string, action: string, is_stale = false) => {
      const webhook = { action, session_id, amount: 15, is_stale }
      await sendWebhook(context.backend, webhook)
    },
    payments: async (orderId: string) => {
      const { api, adminHeaders } = context.backend
      const { data } = await api.get(
        `/admin/orders/${orderId}?fields=+payment_collections.*,*payment_collections.payments`,
        adminHeaders
      )
      return data.order.payment_collections[0].payments as { id: string }[]
    },
    /** Has the plugin heard all that was said so far, and is it at rest? */
    expectEvents: async (orderId: string, ...names: string[]) => {
      await listener.until(() => listener.of(orderId).length >= names.length)
      await listener.fence()
      expect(listener.of(orderId).map(({ name }) => name)).toEqual(names)
    },
    expectStanding: async (orderId: string) => {
      expect(await getOrder(context.backend, orderId)).toMatchObject({
        status: "pending",
      })
    },
  }
  return shop
}

describeOnEngine(
  "Money under the rule authorized",
  (context) => {
    const shop = useShop(context)
    const service = () =>
      context.backend.container.resolve(ORDER_FINALIZATION_MODULE)
    const deferred = async () => {
      const order = await shop.place({ outcome: "pending_authorization" })
      await shop.untilRecord(order.id, { status: "awaiting_payment" })
      return order
    }

    it("cancels an order that nobody has paid in time, once, from however many sides", async () => {
      const { id } = await deferred()
      await shop.passDays(id)
      const orders = context.backend.container.resolve(Modules.ORDER)
      const cancel = jest.spyOn(orders, "cancel")
      await Promise.all(Array.from({ length: 5 }, () => shop.reconcile(id)))
      await shop.expectEvents(id, REVERTED)
      expect(shop.listener.of(id)[0]!.data).toMatchObject({
        was_finalized: false,
        reason: { code: "payment_expired" },
      })
      expect(cancel).toHaveBeenCalledTimes(1)
    })

    it.each([
      [
        "that the bank holds money for, though its webhook was lost",
        (session: string) => paymentLedger.record(session, "authorized", 15),
        "holds money",
      ],
      [
        "whose bank cannot be asked",
        () => {
          globalThis.__testPayment = {
            beforeStatus: () => {
              throw new Error("The bank is closed")
            },
          }
        },
        "could not be asked",
      ],
    ])("never cancels a late order %s", async (_, arrange, why) => {
      const { id, session_id } = await deferred()
      await shop.passDays(id)
      arrange(session_id)
      const record = await shop.reconcile(id)
      expect(record).toMatchObject({ status: "awaiting_payment" })
      expect(record.review_reason).toContain(why)
      await shop.expectStanding(id)
      await shop.expectEvents(id)
    })

    it("keeps an order that is paid while it is about to be cancelled", async () => {
      const { id, session_id } = await deferred()
      await shop.passDays(id)
      const locking = context.backend.container.resolve(Modules.LOCKING)
      const execute = locking.execute.bind(locking)
      jest.spyOn(locking, "execute").mockImplementation(async (...args) => {
        if (![args[0]].flat().some((key) => key.startsWith("cart_"))) {
          return await execute(...args)
        }
        jest.restoreAllMocks()
        await shop.webhook(session_id, "authorized")
        await waitFor(async () => (await shop.payments(id)).length > 0)
        return await execute(...args)
      })
      await shop.reconcile(id)
      await shop.expectEvents(id, FINALIZED)
      await shop.expectStanding(id)
      expect(paymentLedger.get(session_id)).toMatchObject({ canceled: false })
    })

    it("never finalizes an order that is paid while it is being cancelled", async () => {
      const { id, session_id } = await deferred()
      await shop.passDays(id)
      const orders = context.backend.container.resolve(Modules.ORDER)
      const cancel = orders.cancel.bind(orders) as (
        ...args: unknown[]
      ) => Promise<never>
      jest.spyOn(orders, "cancel").mockImplementation(async (...args) => {
        await shop.webhook(session_id, "authorized")
        return await cancel(...args)
      })
      await shop.reconcile(id)
      await shop.expectEvents(id, REVERTED)
      expect(await getOrder(context.backend, id)).toMatchObject({
        status: "canceled",
      })
    })

    it("says why it cancelled an order that is settled by evidence from before meanwhile", async () => {
      const { id, session_id } = await deferred()
      const settleOrder = jest.spyOn(service(), "settleOrder")
      await shop.reconcile(id)
      const [order, before] = settleOrder.mock.lastCall!
      const locking = context.backend.container.resolve(Modules.LOCKING)
      const execute = locking.execute.bind(locking)
      jest.spyOn(locking, "execute").mockImplementation(async (...args) => {
        const result = await execute(...args)
        if ([args[0]].flat().some((key) => key.startsWith("cart_"))) {
          await service().settleOrder(order, before)
        }
        return result
      })
      await shop.webhook(session_id, "failed")
      await shop.expectEvents(id, REVERTED)
      expect(shop.listener.of(id)[0]!.data).toMatchObject({
        reason: { code: "payment_failed" },
      })
    })

    it("takes a notice of failure for a reason to ask, not for a fact", async () => {
      const { id, session_id } = await deferred()
      // The bank has authorized meanwhile: the notice is of an earlier attempt.
      paymentLedger.record(session_id, "authorized", 15)
      await shop.webhook(session_id, "failed", true)
      await waitFor(async () => (await shop.recordOf(id))?.noticed_session_ids)
      await shop.reconcile(id)
      await shop.expectStanding(id)
      await shop.expectEvents(id)

      await shop.webhook(session_id, "authorized")
      await shop.expectEvents(id, FINALIZED)
    })

    it("says so when core has ended a deferred payment as failed, and no other is on its way", async () => {
      const { id, session_id } = await deferred()
      paymentLedger.record(session_id, "failed", 15)
      await shop.webhook(session_id, "authorized", true)
      const payments = context.backend.container.resolve(Modules.PAYMENT)
      await waitFor(async () => {
        const { status } = await payments.retrievePaymentSession(session_id)
        return status === "error"
      })
      const record = await shop.reconcile(id)
      expect(record).toMatchObject({ status: "awaiting_payment" })
      expect(record.review_reason).toContain("payment has failed")
      await shop.expectStanding(id)
    })

    it("says so when an order is placed on a payment that was given back", async () => {
      const { backend } = context
      const { container } = backend
      const { cart_id } = await readyCart(backend, { outcome: "captured" })
      const { result, transaction } = await completeCartWorkflow(container).run(
        { input: { id: cart_id } }
      )
      // Core opens another session for a payment that it gives back itself, not for this.
      const [payment] = await shop.payments(result.id)
      await shop.post(`/admin/payments/${payment!.id}/refund`, { amount: 15 })
      await cancelRun(container, transaction)
      const { data } = await completeCart(backend, cart_id)
      const record = await shop.untilRecord(data.order.id, {
        status: "awaiting_payment",
      })
      expect(record.review_reason).toContain("given back")
    })

    it("waits for the next card of a payment link whose first was declined", async () => {
      const { id, session_id } = await deferred()
      await withClient(context.engine.databaseUrl, async (client) => {
        await client.query(
          "update payment_session set status = 'pending' where id = $1",
          [session_id]
        )
      })
      await shop.webhook(session_id, "failed")
      await waitFor(async () => (await shop.recordOf(id))?.noticed_session_ids)
      await shop.reconcile(id)
      await shop.expectStanding(id)
      await shop.webhook(session_id, "authorized")
      await shop.expectEvents(id, FINALIZED)
    })

    it("judges a notice that comes before the checkout has ended when it has", async () => {
      const stage = service().stageOrder.bind(service())
      jest
        .spyOn(service(), "stageOrder")
        .mockImplementation(async (order, ...more) => {
          const [session] = await context.backend.container
            .resolve(Modules.PAYMENT)
            .listPaymentSessions({}, { order: { created_at: "DESC" }, take: 1 })
          await shop.webhook(session!.id, "failed")
          await waitFor(
            async () =>
              (await shop.recordOf(order.order_id))?.noticed_session_ids
          )
          return await stage(order, ...more)
        })
      const { id } = await shop.place({ outcome: "pending_authorization" })
      await shop.expectEvents(id, REVERTED)
      expect(shop.listener.of(id)[0]!.data.reason).toMatchObject({
        code: "payment_failed",
      })
    })

    it("judges one that came before there was a record to note it on", async () => {
      globalThis.__testPayment = {
        beforeStatus: ({ session_id }) => {
          if (!paymentLedger.get(session_id).failed) {
            paymentLedger.record(session_id, "failed", 15)
          }
        },
      }
      const { id } = await shop.place({ outcome: "pending_authorization" })
      await shop.expectEvents(id, REVERTED)
    })

    it("leaves an order of an earlier run alone when a later one with its transaction ID fails", async () => {
      const { container } = context.backend
      const engine = container.resolve(Modules.WORKFLOW_ENGINE)
      const run = async (options: CartOptions) => {
        const { cart_id } = await readyCart(context.backend, options)
        return await engine.run(completeCartWorkflowId, {
          transactionId: "a-route-of-its-own",
          input: { id: cart_id },
          throwOnError: false,
        })
      }
      const { result } = (await run({ outcome: "pending_authorization" })) as {
        result: { id: string }
      }
      await shop.untilRecord(result.id, { status: "awaiting_payment" })
      const { errors } = await run({ outcome: "error" })
      expect(errors).toHaveLength(1)

      await passMinutes(context.engine.databaseUrl)
      await auditOrdersWorkflow(container).run()
      expect(await shop.reconcile(result.id)).toMatchObject({
        status: "awaiting_payment",
        review_reason: null,
      })
      await shop.expectStanding(result.id)
    })

    it("finalizes an order without a payment collection on its own captures", async () => {
      const { container } = context.backend
      const id = await createOrder(context.backend, 20)
      const addTransaction = async (amount: number, reference: string) => {
        const transaction = await container
          .resolve(Modules.ORDER)
          .addOrderTransactions({
            order_id: id,
            amount,
            currency_code: "eur",
            reference,
            reference_id: `${reference}_${amount}`,
          })
        await container.resolve(Modules.EVENT_BUS).emit({
          name: "order.order-transaction.created",
          data: { id: transaction.id },
        })
      }
      await addTransaction(12, "capture")
      await shop.untilRecord(id, { status: "awaiting_payment" })
      await addTransaction(8, "capture")
      await shop.expectEvents(id, FINALIZED)
      expect(shop.listener.of(id)[0]!.data.payment).toMatchObject({
        status: "captured",
        captured_amount: 20,
        transaction_ids: [expect.any(String), expect.any(String)],
      })
    })

    it("lets a person end a wait that carries a reason, and accept an amount that falls short", async () => {
      const id = await createOrder(context.backend, 20)
      await context.backend.container
        .resolve(Modules.EVENT_BUS)
        .emit({ name: "order.placed", data: { id } })
      const record = await shop.untilRecord(id, { status: "awaiting_payment" })
      expect(record.review_reason).toContain("Nobody is asked to pay")

      const path = `/admin/orders/${id}/finalization/release`
      const refused = await shop.post(path)
      expect(refused.status).toBe(400)
      expect(refused.data.message).toContain("accept_amount")
      expect((await shop.post(path, { accept_amount: "yes" })).status).toBe(400)
      const { status, data } = await shop.post(path, { accept_amount: true })
      expect(status).toBe(200)
      expect(data.order_finalization).toMatchObject({
        status: "finalized",
        released_by: expect.stringMatching(/^user_/),
        accepted_shortfall: { amount: 20, currency_code: "eur" },
      })
      await shop.expectEvents(id, FINALIZED)
    })

    it("refuses to release a wait without a reason, and an order that is cancelled", async () => {
      const { id } = await deferred()
      const path = `/admin/orders/${id}/finalization/release`
      expect((await shop.post(path, { accept_amount: true })).status).toBe(400)

      await shop.passDays(id)
      globalThis.__testPayment = {
        beforeStatus: () => {
          throw new Error("The bank is closed")
        },
      }
      await shop.reconcile(id)
      await withClient(context.engine.databaseUrl, async (client) => {
        // As it is while core's event of the cancellation is still on its way.
        await client.query(
          `update "order" set status = 'canceled', canceled_at = now() where id = $1`,
          [id]
        )
      })
      const { status, data } = await shop.post(path, { accept_amount: true })
      expect(status).toBe(400)
      expect(data.message).toContain("gone or cancelled")
    })
  },
  { pluginOptions: { awaitingPaymentTimeout: "7d" } }
)

describeOnEngine(
  "Money under the rule captured",
  (context) => {
    const shop = useShop(context)
    let answer: { pass: true } | { hold: string } = { pass: true }
    beforeAll(() => addFinalizationGate("money", async () => answer))
    afterEach(() => {
      answer = { pass: true }
    })

    const authorized = async (
      adapt?: (checkout: Checkout) => Promise<void>
    ) => {
      const order = await shop.place({ outcome: "authorized" }, adapt)
      await shop.untilRecord(order.id, { status: "awaiting_payment" })
      const [payment] = await shop.payments(order.id)
      return {
        ...order,
        capture: async (amount: number) => {
          const path = `/admin/payments/${payment!.id}/capture`
          expect((await shop.post(path, { amount })).status).toBe(200)
        },
        refund: async (amount: number) => {
          const path = `/admin/payments/${payment!.id}/refund`
          expect((await shop.post(path, { amount })).status).toBe(200)
        },
      }
    }

    it("takes 10.33 for what a collection of 10.3322375 asks for", async () => {
      const payments = context.backend.container.resolve(Modules.PAYMENT)
      const { id, capture } = await authorized(async (checkout) => {
        const amount = 10.3322375
        await payments.updatePaymentCollections(
          checkout.payment_collection_id!,
          { amount }
        )
        await payments.updatePaymentSession({
          id: checkout.payment_session_id!,
          amount,
          currency_code: "eur",
          data: {
            session_id: checkout.payment_session_id!,
            outcome: "authorized",
          },
        })
      })
      await capture(10.33)
      await shop.expectEvents(id, FINALIZED)
      expect(shop.listener.of(id)[0]!.data.payment).toMatchObject({
        status: "captured",
        captured_amount: 10.33,
      })
    })

    it.each([
      ["is authorized, to be captured on shipping", async () => {}],
      [
        "is paid in part",
        async ({ capture }: Awaited<ReturnType<typeof authorized>>) =>
          await capture(10),
      ],
      [
        "is paid in part, of which a part was refunded",
        async ({ capture, refund }: Awaited<ReturnType<typeof authorized>>) => {
          await capture(10)
          await refund(2)
        },
      ],
    ])("never cancels a late order that %s", async (_, pay) => {
      const order = await authorized()
      await pay(order)
      await shop.passDays(order.id)
      const record = await shop.reconcile(order.id)
      expect(record.status).toBe("awaiting_payment")
      expect(record.review_reason).toContain("money is authorized or captured")
      await shop.expectStanding(order.id)
      await shop.expectEvents(order.id)
      expect(paymentLedger.get(order.session_id).canceled).toBe(false)
    })

    it("never cancels a late order whose capture was not recorded, and lets a person accept it", async () => {
      answer = { hold: "not yet" }
      const { id, capture } = await authorized()
      await withClient(context.engine.databaseUrl, async (client) => {
        // The process died between core's two writes.
        await client.query(
          `create or replace function lose() returns trigger language plpgsql as
           $$ begin return null; end $$;
           create trigger lose before insert on order_transaction
           for each row execute function lose()`
        )
      })
      await shop
        .payments(id)
        .then(([payment]) =>
          shop.post(`/admin/payments/${payment!.id}/capture`, { amount: 15 })
        )
      await withClient(context.engine.databaseUrl, async (client) => {
        await client.query("drop trigger lose on order_transaction")
      })
      expect(capture).toBeDefined()
      answer = { pass: true }
      await shop.passDays(id)
      const record = await shop.reconcile(id)
      expect(record.review_reason).toContain("Captured but not recorded")
      await shop.expectStanding(id)
      const path = `/admin/orders/${id}/finalization/release`
      expect((await shop.post(path)).status).toBe(400)
      expect((await shop.post(path, { accept_amount: true })).status).toBe(200)
      await shop.expectEvents(id, FINALIZED)
    })

    it("does not hold a late notice of a first attempt against the second, which is authorized", async () => {
      const payments = context.backend.container.resolve(Modules.PAYMENT)
      let first = ""
      const { id } = await authorized(async (checkout) => {
        const session = await payments.createPaymentSession(
          checkout.payment_collection_id!,
          {
            provider_id: "pp_test_test",
            currency_code: "eur",
            amount: 15,
            data: { outcome: "error" },
          }
        )
        first = session.id
      })
      await shop.webhook(first, "failed")
      await waitFor(async () => (await shop.recordOf(id))?.noticed_session_ids)
      await shop.reconcile(id)
      await shop.expectStanding(id)
      await shop.expectEvents(id)
    })

    it("finalizes a held order that was captured and then refunded in part", async () => {
      answer = { hold: "score 87" }
      const { id, capture, refund } = await authorized()
      await capture(15)
      await shop.untilRecord(id, { status: "on_hold" })
      await refund(5)
      answer = { pass: true }
      await shop.reconcile(id)
      await shop.expectEvents(id, FINALIZED)
      expect(shop.listener.of(id)[0]!.data).toMatchObject({
        total: 10,
        payment: { status: "captured", captured_amount: 10 },
      })
    })

    it("does not hold a notice of failure against an order whose money was all given back", async () => {
      answer = { hold: "score 88" }
      const { id, session_id, capture, refund } = await authorized()
      await capture(15)
      await shop.untilRecord(id, { status: "on_hold" })
      await refund(15)
      await shop.webhook(session_id, "canceled")
      await waitFor(async () => (await shop.recordOf(id))?.noticed_session_ids)
      answer = { pass: true }
      await shop.reconcile(id)
      await shop.expectEvents(id, FINALIZED)
      expect(shop.listener.of(id)[0]!.data).toMatchObject({
        total: 0,
        payment: { status: "not_required" },
      })
    })

    it("shows a notice of failure on a held order, and holds it if the bank confirms", async () => {
      answer = { hold: "score 91" }
      const { id, session_id, capture } = await authorized()
      await capture(15)
      await shop.untilRecord(id, { status: "on_hold" })
      await shop.webhook(session_id, "canceled", true)
      const noticed = await waitFor(async () => {
        const record = await shop.recordOf(id)
        return record?.review_reason?.includes(session_id) ? record : null
      })
      expect(noticed.status).toBe("on_hold")

      paymentLedger.record(session_id, "canceled", 15)
      answer = { pass: true }
      const record = await shop.reconcile(id)
      expect(record).toMatchObject({ status: "on_hold" })
      expect(record.review_reason).toContain("failed or was cancelled")
      await shop.expectStanding(id)
      await shop.expectEvents(id)

      paymentLedger.record(session_id, "authorized", 15)
      await shop.reconcile(id)
      await shop.expectEvents(id, FINALIZED)
    })
  },
  { pluginOptions: { finalizeOn: "captured", awaitingPaymentTimeout: "7d" } }
)
