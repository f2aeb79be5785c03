import { addFinalizationGate, type FinalizationGateAnswer } from "../../src"
import { ORDER_FINALIZATION_MODULE } from "../../src/modules/order-finalization"
import { reportAlarms } from "../../src/clockwork/report-alarms"
import { reconcileOrdersWorkflow } from "../../src/workflows"
import { underLease } from "../../src/workflows/settling/under-lease"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { withClient } from "../helpers/services/databases"
import { describeOnEngine } from "../helpers/backend/engine"
import {
  FAILING_LOOK_MESSAGE,
  failLookAt,
} from "../helpers/faults/failing-look"
import { listenToLog } from "../helpers/watch/log"
import { createFreeOrders, retrieveRecord } from "../helpers/shop/order"
import { waitFor } from "../helpers/watch/wait-for"

const MINUTE = 60_000
const HOUR = 60 * MINUTE

let answer: (orderId: string) => Promise<FinalizationGateAnswer>

describeOnEngine(
  "Reconciliation",
  (context) => {
    beforeAll(() => {
      addFinalizationGate(
        "test",
        async ({ order_id }) => await answer(order_id)
      )
    })
    beforeEach(() => {
      answer = async () => ({ pass: true })
    })

    const sql = async (text: string, values: unknown[] = []) =>
      await withClient(
        context.engine.databaseUrl,
        async (client) => (await client.query(text, values)).rows
      )

    const reconcile = async () => {
      const { container } = context.backend
      const { result } = await reconcileOrdersWorkflow(container).run({
        input: {},
      })
      return result
    }

    /** As if the runs that made these orders had died just before the wake-up. */
    const track = async (
      orderIds: string[],
      checkAt = "now() - interval '1 second'"
    ) =>
      await sql(
        `insert into order_finalization (id, order_id, status, transaction_id, check_at)
         select 'ordfin_' || id, id, 'pending', 'auto-' || id, ${checkAt}
         from unnest($1::text[]) id`,
        [orderIds]
      )

    const makeDue = async (orderId: string, checks?: number) =>
      await sql(
        `update order_finalization
         set check_at = now(), checks = coalesce($2, checks) where order_id = $1`,
        [orderId, checks]
      )

    const recordOf = async (orderId: string) =>
      (
        await sql(
          `select *, extract(epoch from check_at - clock_timestamp()) * 1000 as due_in
           from order_finalization where order_id = $1`,
          [orderId]
        )
      )[0]

    it("looks at each of 200 orders, and never in two instances at once, however slow a gate is", async () => {
      const ids = await createFreeOrders(context.backend, 200)
      const looking = new Set<string>()
      const looked: string[] = []
      const atOnce: string[] = []
      answer = async (id) => {
        if (looking.has(id)) {
          atOnce.push(id)
        }
        looking.add(id)
        await new Promise((resolve) => setTimeout(resolve, 250))
        looking.delete(id)
        looked.push(id)
        return { pass: true }
      }
      await track(ids)
      await Promise.all([reconcile(), reconcile()])
      // The backend's own timer may have taken some.
      await waitFor(() => !looking.size)

      expect(atOnce).toEqual([])
      expect([...looked].sort()).toEqual([...ids].sort())
      const statuses = await waitFor(async () => {
        const rows = await sql(
          `select status, count(*)::int from order_finalization
           where order_id = any($1) group by status`,
          [ids]
        )
        return rows.length === 1 && rows
      })
      expect(statuses).toEqual([{ status: "finalized", count: 200 }])
    }, 120_000)

    it("keeps its claim while a look takes long, and notices when it has lost it", async () => {
      const service = context.backend.container.resolve(
        ORDER_FINALIZATION_MODULE
      )
      const [id] = await createFreeOrders(context.backend, 1)
      const untilOf = async () => (await recordOf(id!)).claimed_until
      await track([id!], "now() + interval '1 hour'")
      // The backend's own timer claims nothing meanwhile.
      const claimRecords = service.claimRecordsToCheck.bind(service)
      const paused = jest
        .spyOn(service, "claimRecordsToCheck")
        .mockResolvedValue([])
      const claim = async () => {
        await makeDue(id!)
        const [claimed] = await claimRecords(1, "oldest")
        return claimed
      }
      const log = listenToLog(context.backend)
      try {
        const first = (await claim())!
        expect(first.order_id).toBe(id)
        expect(await claim()).toBeUndefined()

        await underLease(context.backend.container, first, async () => {
          const before = await untilOf()
          await waitFor(async () => (await untilOf()) > before, {
            timeout: 20_000,
            message: "the lease to be extended",
          })
          expect(await claim()).toBeUndefined()

          // As if this process had been held up for longer than its lease.
          await sql(
            "update order_finalization set claimed_until = now() where order_id = $1",
            [id]
          )
          const second = (await claim())!
          expect(second.order_id).toBe(id)
          await waitFor(
            () => log.lines.some((line) => line.includes("lost the lease")),
            { timeout: 20_000, message: "the loss to be noticed" }
          )
        })
        // Who has lost the claim does not end that of who has it now.
        expect(await untilOf()).not.toBeNull()

        const look = jest.fn()
        expect(
          await underLease(context.backend.container, first, look)
        ).toBeNull()
        expect(look).not.toHaveBeenCalled()
      } finally {
        paused.mockRestore()
        log.stop()
        await sql("delete from order_finalization where order_id = $1", [id])
      }
    }, 90_000)

    it("looks at an order that it cannot look at ever less often, says so to people, and recovers", async () => {
      const { backend } = context
      const { api, adminHeaders } = backend
      const [broken, other] = await createFreeOrders(backend, 2)
      const failing = failLookAt(backend, broken!)
      const log = listenToLog(backend)
      const linesOf = () => log.lines.filter((line) => line.includes(broken!))
      const toReview = async () => {
        const { data } = await api.get(
          "/admin/order-finalizations?to_review=true",
          adminHeaders
        )
        return data.order_finalizations.map(
          ({ order_id }: { order_id: string }) => order_id
        )
      }
      try {
        await track([broken!, other!])
        await reconcile()
        await waitFor(
          async () =>
            (await retrieveRecord(backend, other!))?.status === "finalized"
        )
        for (const times of [1, 2, 3]) {
          const record = await waitFor(async () => {
            const record = await recordOf(broken!)
            return record.checks === times && record
          })
          expect(record).toMatchObject({
            status: "pending",
            review_reason: `The order could not be reconciled: ${FAILING_LOOK_MESSAGE}`,
          })
          const backOff = 2 ** (times - 1) * MINUTE
          expect(Number(record.due_in)).toBeGreaterThan(backOff - 20_000)
          expect(Number(record.due_in)).toBeLessThanOrEqual(backOff)
          // Not before its time, and one line a look.
          await reconcile()
          expect(failing.tries()).toBe(times)
          expect(linesOf()).toHaveLength(times)

          if (times < 3) {
            await makeDue(broken!)
            await reconcile()
          }
        }
        expect(await toReview()).toEqual([broken])
        await reportAlarms(backend.container)
        expect(log.lines.at(-1)).toContain("1 orders need a review")

        failing.repair()
        await makeDue(broken!)
        await reconcile()
        const record = await waitFor(async () => {
          const record = await recordOf(broken!)
          return record.status === "finalized" && record
        })
        expect(record).toMatchObject({ review_reason: null, checks: 0 })
        expect(await toReview()).toEqual([])
      } finally {
        failing.repair()
        log.stop()
      }
    })

    it("looks once a day at an order that waits for its payment for long, and hourly at one that is held", async () => {
      const checkout = await readyCart(context.backend, {
        outcome: "pending_authorization",
      })
      const { data } = await completeCart(context.backend, checkout.cart_id)
      await waitFor(
        async () =>
          (await recordOf(data.order.id))?.status === "awaiting_payment"
      )
      answer = async () => ({ hold: "score 87" })
      const [held] = await createFreeOrders(context.backend, 1)
      await track([held!])
      await reconcile()
      await waitFor(async () => (await recordOf(held!)).status === "on_hold")

      const backOffAfter = async (orderId: string, checks: number) => {
        await makeDue(orderId, checks)
        await reconcile()
        const { due_in } = await waitFor(async () => {
          const record = await recordOf(orderId)
          return record.checks > checks && record
        })
        return Number(due_in)
      }
      const waits = new Set<number>()
      for (let n = 0; n < 3; n++) {
        const wait = await backOffAfter(data.order.id, 30)
        expect(wait).toBeGreaterThan(17.9 * HOUR)
        expect(wait).toBeLessThanOrEqual(24 * HOUR)
        // Those that are looked at together are not looked at together again.
        waits.add(Math.round(wait / MINUTE))
        const hold = await backOffAfter(held!, 30)
        expect(hold).toBeGreaterThan(44 * MINUTE)
        expect(hold).toBeLessThanOrEqual(HOUR)
      }
      expect(waits.size).toBeGreaterThan(1)
    })

    it("looks at a new order at once while a hundred thousand others wait for their look", async () => {
      const [fresh] = await createFreeOrders(context.backend, 1)
      try {
        await sql(
          `insert into order_finalization (id, order_id, status, transaction_id, check_at, checks)
           select 'ordfin_w' || n, 'order_w' || n, 'awaiting_payment', 'auto-w' || n,
             now() - n * interval '1 second' - interval '1 minute', 12
           from generate_series(1, 100000) n`
        )
        await track([fresh!])
        const { reconciled } = await reconcile()

        expect(reconciled).toBeLessThanOrEqual(200)
        const { status } = await recordOf(fresh!)
        expect(status).toBe("finalized")
        // Nor does the longest waiting one wait on.
        const { status: longest } = await recordOf("order_w100000")
        expect(longest).toBe("reverted")
      } finally {
        await sql(
          "delete from order_finalization where starts_with(order_id, 'order_w')"
        )
      }
    }, 120_000)
  },
  // Of those of the last test, which are not there, nobody is to be told.
  { pluginOptions: { revertedEvents: "finalized" } }
)
