import { MedusaError } from "@medusajs/framework/utils"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import {
  type BrokenWrites,
  breakWrites,
  FAULT_MESSAGE,
  hideTables,
} from "../helpers/faults/database-faults"
import { handleOrderCreated } from "../helpers/faults/order-created-hook"
import { describeOnEngine } from "../helpers/backend/engine"
import { listen, type Listener } from "../helpers/watch/listener"
import { listenToLog, type LogListener } from "../helpers/watch/log"
import { getOrder, retrieveRecord } from "../helpers/shop/order"
import { paymentLedger } from "../helpers/stand-ins/payment-ledger"
import { waitFor } from "../helpers/watch/wait-for"
import { auditOrdersWorkflow } from "../../src/workflows/audit-orders"

const FINALIZED = "order.finalized"
const REVERTED = "order.reverted"

/** In milliseconds: a claim's lease, the reconciliation job's interval, and some more. */
const REPAIR_TIME = 45_000

/** The two writes of checkout, told apart by what they put in. */
const TRACK = "new.status = 'pending' and new.staged_status is null"
const STAGE = "new.staged_status is not null"

describeOnEngine(
  "A checkout during which the plugin's own writes fail",
  (context) => {
    let listener: Listener
    let log: LogListener
    let broken: Pick<BrokenWrites, "repair"> | undefined
    let isHookFailing = false

    beforeAll(() => {
      listener = listen(context.backend, [FINALIZED, REVERTED])
      handleOrderCreated(async () => {
        if (isHookFailing) {
          throw new MedusaError(
            MedusaError.Types.INVALID_DATA,
            "The ERP says no"
          )
        }
      })
    })
    afterAll(() => handleOrderCreated())
    beforeEach(() => {
      log = listenToLog(context.backend)
    })
    afterEach(async () => {
      isHookFailing = false
      await broken?.repair()
      broken = undefined
      log.stop()
    })

    /** The customer notices nothing: the order is there, and authorized. */
    const sell = async () => {
      const checkout = await readyCart(context.backend)
      const { status, data } = await completeCart(
        context.backend,
        checkout.cart_id
      )
      expect(status).toBe(200)
      expect(data.type).toBe("order")
      const { id, total } = data.order
      expect(await getOrder(context.backend, id)).toMatchObject({ id })
      expect(paymentLedger.get(checkout.payment_session_id!)).toMatchObject({
        authorized: total,
        canceled: false,
      })
      return id as string
    }

    const linesOf = (orderId: string, what: string) =>
      log.lines.filter((line) => line.includes(orderId) && line.includes(what))

    const expectFinalizedOnce = async (orderId: string) => {
      await listener.until(() => listener.of(orderId).length > 0, REPAIR_TIME)
      await listener.fence()
      expect(listener.of(orderId)).toMatchObject([
        { name: FINALIZED, data: { sequence: 1 } },
      ])
      expect(await retrieveRecord(context.backend, orderId)).toMatchObject({
        status: "finalized",
        review_reason: null,
      })
    }

    it("goes on without the plugin's tables, and says once to run db:migrate", async () => {
      broken = { repair: await hideTables(context.engine.databaseUrl) }
      const id = await sell()

      // Its wake-up fails as well, and has been through when this has.
      await listener.fence()
      expect(log.lines.filter((line) => line.includes("db:migrate"))).toEqual([
        expect.stringContaining(id),
      ])
    })

    it("finalizes the order whose tracking failed", async () => {
      const { databaseUrl } = context.engine
      broken = await breakWrites(databaseUrl, {
        table: "order_finalization",
        when: TRACK,
      })
      const id = await sell()

      expect(linesOf(id, FAULT_MESSAGE)).toEqual([
        expect.stringContaining(`could not track order ${id}`),
      ])
      await expectFinalizedOnce(id)
    })

    it("finalizes the order whose last write failed", async () => {
      const { databaseUrl } = context.engine
      broken = await breakWrites(databaseUrl, {
        table: "order_finalization",
        when: STAGE,
      })
      const id = await sell()

      expect(linesOf(id, FAULT_MESSAGE)).toEqual([
        expect.stringContaining(`could not finalize order ${id}`),
      ])
      await expectFinalizedOnce(id)
    })

    it("finalizes the order whose wake-up failed too, at its reconciliation", async () => {
      const { databaseUrl } = context.engine
      broken = await breakWrites(databaseUrl, {
        table: "order_finalization_event",
        when: "true",
        // The last step's, and the wake-up's.
        times: 2,
      })
      const id = await sell()

      expect(linesOf(id, FAULT_MESSAGE)[0]).toContain(
        `could not finalize order ${id}`
      )
      await expectFinalizedOnce(id)
    })

    it("finalizes the order of which nothing was written, by the next event of its run", async () => {
      const { databaseUrl } = context.engine
      broken = await breakWrites(databaseUrl, {
        table: "order_finalization",
        when: "true",
        // Tracking, and the last step's.
        times: 2,
      })
      const id = await sell()

      expect(linesOf(id, FAULT_MESSAGE)).toHaveLength(2)
      await expectFinalizedOnce(id)
    })

    it("finalizes the order of which nothing was written, by the audit, if its events failed too", async () => {
      const { databaseUrl } = context.engine
      const refused = await breakWrites(databaseUrl, {
        table: "order_finalization",
        when: "true",
      })
      broken = refused
      const id = await sell()
      // Tracking, the last step, the wake-up and order.placed, with a note that it failed:
      // after these nobody looks for the order but the audit.
      await waitFor(async () => (await refused.count()) >= 5, {
        message: () => `five refused writes; logged ${log.lines.join("\n")}`,
      })
      await refused.repair()

      // The audit's own job comes once a minute.
      await waitFor(async () => {
        await auditOrdersWorkflow(context.backend.container).run()
        return listener.of(id).length > 0
      })
      await expectFinalizedOnce(id)
    })

    it("is undone by core all the same, and reverted later, if the guard's write fails", async () => {
      const { databaseUrl } = context.engine
      broken = await breakWrites(databaseUrl, {
        table: "order_finalization_event",
        when: `new.name = '${REVERTED}'`,
        times: 1,
      })
      const before = listener.events.length
      const checkout = await readyCart(context.backend)
      isHookFailing = true
      const { data } = await completeCart(context.backend, checkout.cart_id)

      expect(data.order).toBeUndefined()
      expect(paymentLedger.get(checkout.payment_session_id!)).toMatchObject({
        authorized: expect.any(Number),
        canceled: true,
      })
      const [line] = log.lines.filter((each) => each.includes(FAULT_MESSAGE))
      expect(line).toContain("could not revert order")
      const id = /order (order_\w+)/.exec(line!)![1]!
      expect(await getOrder(context.backend, id)).toBeNull()

      await listener.until(() => listener.events.length > before, REPAIR_TIME)
      await listener.fence()
      expect(listener.events.slice(before)).toMatchObject([
        {
          name: REVERTED,
          data: {
            id,
            cart_id: checkout.cart_id,
            was_finalized: false,
            reason: {
              code: "workflow_failed",
              step: "orderCreated",
            },
          },
        },
      ])
      expect(await retrieveRecord(context.backend, id)).toMatchObject({
        reason: { message: "The ERP says no" },
      })
    })
  },
  { pluginOptions: { reconcileAfter: "1s" } }
)
