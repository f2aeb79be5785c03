import { Modules } from "@medusajs/framework/utils"
import { registerOtel } from "@medusajs/medusa"
import { processOnce } from "../../src"
import { reportAlarms } from "../../src/clockwork/report-alarms"
import {
  pruneOrderEventsWorkflow,
  reconcileOrdersWorkflow,
} from "../../src/workflows"
import type { ApiData } from "../helpers/backend/api"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { addWebhook, WEBHOOKS } from "../helpers/shop/add-webhook"
import { finalizeFreeOrders } from "../helpers/shop/webhooks"
import { startWebhookReceiver } from "../helpers/stand-ins/webhook-receiver"
import { withClient } from "../helpers/services/databases"
import { describeOnEngine } from "../helpers/backend/engine"
import { listenToLog } from "../helpers/watch/log"
import { waitFor } from "../helpers/watch/wait-for"

const spans: string[] = []

/** An exporter of OpenTelemetry that keeps the names alone. */
const exporter = {
  export: (
    ended: { name: string }[],
    done: (result: { code: number }) => void
  ) => {
    spans.push(...ended.map(({ name }) => name))
    done({ code: 0 })
  },
  shutdown: async () => {},
}

let telemetry: { shutdown(): Promise<void> }

describeOnEngine(
  "Operating the plugin",
  (context) => {
    afterAll(async () => await telemetry.shutdown())

    const sql = async (text: string, values: unknown[] = []) =>
      await withClient(
        context.engine.databaseUrl,
        async (client) => (await client.query(text, values)).rows
      )

    const feed = async (search: string) => {
      const { api, adminHeaders } = context.backend
      return await api.get(`/admin/order-events?${search}`, adminHeaders)
    }

    const endOfFeed = async () => {
      let page: ApiData
      let search = "limit=1000"
      do {
        page = (await feed(search)).data
        search = `limit=1000&after=${page.next_cursor}`
      } while (page.behind.events > 0)
      return page
    }

    /** Events of as many orders, all with one age, in one transaction. */
    const insertEvents = async (
      prefix: string,
      count: number,
      age: string,
      isPublished = true
    ) => {
      await sql(
        `with counter as (
           update order_finalization_progress
           set last_position = last_position + $4::int
           returning last_position
         )
         insert into order_finalization_event (
           id, order_id, sequence, name, data, due_at, published_at, attempts, position,
           next_attempt_at
         )
         select 'ordev_' || $1 || number, 'order_' || $1 || number, 1, 'order.finalized',
           jsonb_build_object(
             'id', 'order_' || $1 || number, 'event_id', 'ordev_' || $1 || number,
             'sequence', 1, 'occurred_at', '2026-01-01T00:00:00.000Z', 'cart_id', null,
             'display_id', number, 'currency_code', 'eur', 'total', 10,
             'payment', jsonb_build_object(
               'status', 'authorized', 'authorized_amount', 10, 'captured_amount', 0,
               'transaction_ids', '[]'::jsonb
             )
           ), now() - $2::interval, case when $3 then now() - $2::interval end, 1,
           last_position - $4 + number,
           case when not $3 then now() + interval '1 day' end
         from counter, generate_series(1, $4) as number`,
        [prefix, age, isPublished, count]
      )
    }

    const insertReceipts = async (prefix: string, status: string) => {
      await sql(
        `insert into order_finalization_receipt (
           id, event_id, order_id, sequence, consumer, status, next_attempt_at
         )
         select 'ordrec_' || id, id, order_id, sequence, 'gone', $2,
           case when $2 = 'pending' then now() + interval '1 day' end
         from order_finalization_event where starts_with(id, 'ordev_' || $1)`,
        [prefix, status]
      )
    }

    const countOf = async (table: string, prefix: string) => {
      const column = table === "order_finalization_event" ? "id" : "event_id"
      const [{ count }] = await sql(
        `select count(*)::int as count from ${table}
         where starts_with(${column}, 'ordev_' || $1)`,
        [prefix]
      )
      return count
    }

    it("prunes published events past their retention, and nothing else", async () => {
      const { cart_id } = await readyCart(context.backend)
      const { order } = (await completeCart(context.backend, cart_id)).data
      const first = await waitFor(async () => {
        const [event] = await sql(
          "select id from order_finalization_event where order_id = $1 and published_at is not null",
          [order.id]
        )
        return event
      })
      await sql(
        "update order_finalization_event set due_at = $2, published_at = $2 where id = $1",
        [first.id, "2020-01-01"]
      )
      await insertEvents("wanted", 3, "2 hours")
      await insertReceipts("wanted", "pending")
      await insertEvents("unpublished", 3, "2 hours", false)
      await insertEvents("again", 3, "2 hours")
      await sql(
        `update order_finalization_event set next_attempt_at = now() + interval '1 day'
         where starts_with(id, 'ordev_again')`
      )
      await insertEvents("old", 2500, "2 hours")
      await insertReceipts("old", "done")
      const come = await endOfFeed()
      await insertEvents("new", 3, "30 minutes")
      const early = await waitFor(async () => {
        const { data } = await feed("limit=5")
        return data.order_events.length === 5 && (data as ApiData)
      })

      const { result } = await pruneOrderEventsWorkflow(
        context.backend.container
      ).run()
      expect(result).toEqual({ pruned: 2501 })
      expect(await countOf("order_finalization_event", "wanted")).toBe(3)
      expect(await countOf("order_finalization_event", "unpublished")).toBe(3)
      expect(await countOf("order_finalization_event", "again")).toBe(3)
      expect(await countOf("order_finalization_event", "old")).toBe(0)
      expect(await countOf("order_finalization_receipt", "old")).toBe(0)
      expect(await countOf("order_finalization_event", "new")).toBe(3)
      const records = await sql(
        "select status from order_finalization where order_id = $1",
        [order.id]
      )
      expect(records).toEqual([{ status: "finalized" }])

      // A reader that had not come past them is told so; one that had, or starts over, is
      // not, however small the pages in which it reads what was kept back.
      const { status, data } = await feed(`after=${early.next_cursor}`)
      expect(status).toBe(409)
      expect(data.message).toContain("eventRetention")
      const fresh = await feed(`after=${come.next_cursor}`)
      expect(fresh.data.order_events.map(({ id }: ApiData) => id)).toEqual([
        "ordev_new1",
        "ordev_new2",
        "ordev_new3",
      ])
      const again: ApiData[] = []
      let next = ""
      for (let page = 0; page < 12; page++) {
        const { data } = await feed(`limit=1${next && `&after=${next}`}`)
        again.push(...data.order_events)
        next = data.next_cursor
      }
      expect(again.map(({ position }) => position)).toEqual([
        ...[2, 3, 4, 5, 6, 7, 8, 9, 10],
        ...[2511, 2512, 2513],
      ])
      expect((await feed(`after=${next}`)).status).toBe(200)
      const { result: rest } = await pruneOrderEventsWorkflow(
        context.backend.container
      ).run()
      expect(rest).toEqual({ pruned: 0 })
    })

    it("prunes the events that only a consumer which is gone was still to have, and warns once", async () => {
      processOnce("alive", async () => {})
      const insertOpen = async (
        prefix: string,
        consumer: string,
        since: string
      ) => {
        await insertEvents(prefix, 3, "3 hours")
        await insertReceipts(prefix, "pending")
        await sql(
          `update order_finalization_receipt
           set consumer = $2, next_attempt_at = now() - $3::interval
           where starts_with(event_id, 'ordev_' || $1)`,
          [prefix, consumer, since]
        )
      }
      await insertOpen("renamed", "old-erp", "2 hours")
      // Of a consumer that this instance has, and of one that another has run meanwhile.
      await insertOpen("alive", "alive", "2 hours")
      await insertOpen("elsewhere", "elsewhere", "30 minutes")
      const log = listenToLog(context.backend)
      try {
        const prune = async () =>
          await pruneOrderEventsWorkflow(context.backend.container).run()
        expect((await prune()).result).toEqual({ pruned: 3 })
        expect(await countOf("order_finalization_event", "renamed")).toBe(0)
        expect(await countOf("order_finalization_receipt", "renamed")).toBe(0)
        expect(await countOf("order_finalization_event", "alive")).toBe(3)
        expect(await countOf("order_finalization_event", "elsewhere")).toBe(3)

        await prune()
        expect(
          log.lines.filter((line) => line.includes("have expired"))
        ).toEqual([
          expect.stringContaining('3 open receipts of consumer "old-erp"'),
        ])
      } finally {
        log.stop()
        await sql(
          "delete from order_finalization_receipt where consumer in ('alive', 'elsewhere')"
        )
      }
    })

    it("tells a reader of what was kept back before, and is pruned in the end", async () => {
      const prune = async () => {
        const { container } = context.backend
        return (await pruneOrderEventsWorkflow(container).run()).result.pruned
      }
      await prune()
      const before = (await endOfFeed()).next_cursor
      await insertEvents("held", 2, "2 hours")
      await insertReceipts("held", "pending")
      await insertEvents("gone", 2, "2 hours")
      const after = (await endOfFeed()).next_cursor
      expect(await prune()).toBe(2)
      expect((await feed(`after=${before}`)).status).toBe(409)
      // The events at the end are gone, and nothing after them.
      const end = await feed(`after=${after}`)
      expect(end).toMatchObject({ status: 200, data: { order_events: [] } })
      const again = `limit=1&after=${end.data.next_cursor}`
      expect((await feed(again)).status).toBe(200)

      // One that starts over is told of what it did not get.
      const page = (await feed("limit=1")).data
      await sql(
        `update order_finalization_receipt set status = 'done', next_attempt_at = null
         where starts_with(event_id, 'ordev_held')`
      )
      expect(await prune()).toBe(2)
      const { status } = await feed(`after=${page.next_cursor}`)
      expect(status).toBe(409)
      expect((await feed(`after=${after}`)).status).toBe(200)
    })

    it("says in the log what a person should look at, and is silent otherwise", async () => {
      const log = listenToLog(context.backend)
      const linesOf = async () => {
        log.lines.length = 0
        await reportAlarms(context.backend.container)
        return log.lines.filter((line) => line.includes("order-finalized"))
      }
      try {
        await sql(
          "delete from order_finalization_event where published_at is null"
        )
        // Those that are being delivered once more are not late.
        expect(await countOf("order_finalization_event", "again")).toBe(3)
        expect(await linesOf()).toEqual([])

        await insertEvents("late", 1, "6 minutes", false)
        await insertEvents("failed", 2, "1 minute")
        await insertReceipts("failed", "failed")
        await sql(
          `insert into order_finalization (id, order_id, status, review_reason)
           values ('ordfin_1', 'order_review', 'needs_review', 'Two answers')`
        )
        // One with money to give back, and two whose runs never ended.
        await sql(
          `insert into order_finalization (id, order_id, status, review_reason, created_at)
           values ('ordfin_2', 'order_money', 'reverted', 'Money to give back', now()),
             ('ordfin_3', 'order_stuck', 'pending', null, now() - interval '61 minutes'),
             ('ordfin_4', 'order_young', 'pending', null, now() - interval '59 minutes')`
        )
        await insertEvents("left", 2, "90 minutes")
        await insertReceipts("left", "pending")
        await sql(
          `update order_finalization_receipt set next_attempt_at = now() - interval '61 minutes'
           where starts_with(event_id, 'ordev_left')`
        )
        const [line, ...more] = await linesOf()
        expect(more).toEqual([])
        expect(line).toContain("has not taken an event that was due at 20")
        expect(line).toContain("2 receipts are dead-lettered")
        expect(line).toContain("and 1 in all that are late")
        expect(line).toContain(
          "2 orders need a review (GET /admin/order-finalizations?to_review=true)"
        )
        expect(line).toContain(
          "1 orders have been pending for more than an hour"
        )
        const { api, adminHeaders } = context.backend
        await sql(
          `insert into order_finalization (id, order_id, status)
           select 'ordfin_late', order_id, 'finalized'
           from order_finalization_event where starts_with(id, 'ordev_late')`
        )
        const listIds = async (isUnpublished: boolean) => {
          const { data: listed } = await api.get(
            `/admin/order-finalizations?unpublished=${isUnpublished}`,
            adminHeaders
          )
          return listed.order_finalizations.map(({ id }: { id: string }) => id)
        }
        expect(await listIds(true)).toEqual(["ordfin_late"])
        expect(await listIds(false)).toEqual(
          expect.arrayContaining(["ordfin_1", "ordfin_2"])
        )
        expect(await listIds(false)).not.toContain("ordfin_late")
        await sql("delete from order_finalization where id = 'ordfin_late'")
        expect(line).toContain(
          '2 receipts of consumer "gone" have been due for more than an hour: this backend has no consumer of that name'
        )

        const { data } = await api.get(
          "/admin/order-finalizations/summary",
          adminHeaders
        )
        expect(data.summary).toEqual({
          by_status: {
            pending: 2,
            awaiting_payment: 0,
            on_hold: 0,
            finalized: 1,
            reverted: 1,
            needs_review: 1,
          },
          records_to_review: 2,
          records_stuck: 1,
          late_events: 1,
          overdue_receipts: [{ consumer: "gone", receipts: 2 }],
          oldest_unpublished_event_at: expect.stringMatching(/^20.*Z$/),
          oldest_open_receipt_at: expect.stringMatching(/^20.*Z$/),
          failed_receipts: 2,
          webhooks: [],
        })
      } finally {
        log.stop()
      }
    })

    it("counts to ten thousand, and says in the log that there are as many or more", async () => {
      const log = listenToLog(context.backend)
      try {
        await sql(
          `insert into order_finalization (id, order_id, status, review_reason)
           select 'ordfin_many' || n, 'order_many' || n, 'needs_review', 'Two answers'
           from generate_series(1, 10001) n`
        )
        await reportAlarms(context.backend.container)
        const { api, adminHeaders } = context.backend
        const { data } = await api.get(
          "/admin/order-finalizations/summary",
          adminHeaders
        )
        expect(log.lines.join()).toContain("10000 or more orders need a review")
        expect(data.summary).toMatchObject({
          by_status: { needs_review: 10_000 },
          records_to_review: 10_000,
        })
      } finally {
        log.stop()
        await sql(
          "delete from order_finalization where starts_with(id, 'ordfin_many')"
        )
      }
    })

    it("knows of a finalized order what it was when its event is pruned", async () => {
      const { container, api, adminHeaders } = context.backend
      const { cart_id } = await readyCart(context.backend)
      const { order } = (await completeCart(context.backend, cart_id)).data
      const eventsOf = async () =>
        await sql(
          `select name, sequence, data from order_finalization_event
           where order_id = $1 and published_at is not null`,
          [order.id]
        )
      await waitFor(async () => (await eventsOf()).length)
      await sql(
        "update order_finalization_event set due_at = $2, published_at = $2 where order_id = $1",
        [order.id, "2020-01-01"]
      )
      await pruneOrderEventsWorkflow(container).run()
      expect(await eventsOf()).toEqual([])

      const reconcile = async () => {
        const input = { order_ids: [order.id] }
        const run = await reconcileOrdersWorkflow(container).run({ input })
        return run.result.by_status
      }
      await api.post(`/admin/orders/${order.id}/cancel`, {}, adminHeaders)
      expect(await reconcile()).toEqual({ finalized: 1 })
      await container.resolve(Modules.ORDER).deleteOrders([order.id])
      expect(await reconcile()).toEqual({ reverted: 1 })
      await waitFor(async () => (await eventsOf()).length)
      expect(await eventsOf()).toMatchObject([
        {
          name: "order.reverted",
          sequence: 2,
          data: { was_finalized: true, reason: { code: "order_missing" } },
        },
      ])
    })

    it("has OpenTelemetry spans for settling, the relay and reconciliation", async () => {
      const { cart_id } = await readyCart(context.backend)
      await completeCart(context.backend, cart_id)
      const expected = [
        "order-finalization.settle",
        // From the clockwork, every five seconds.
        "workflow:order-finalization-publish-order-events",
        "step:publish-order-events-step:invoke",
        "workflow:order-finalization-reconcile-orders",
        "step:reconcile-orders-step:invoke",
      ]
      await waitFor(() => expected.every((name) => spans.includes(name)), {
        timeout: 20_000,
        message: () => `spans; got ${[...new Set(spans)].join(", ")}`,
      })
    })

    it("has a span for each request to a webhook, which tells the receiver of it", async () => {
      const receiver = await startWebhookReceiver((response) => {
        response.end()
      })
      const { id } = await addWebhook(context.backend, { url: receiver.url })
      await finalizeFreeOrders(context.backend)
      await waitFor(() => spans.includes("order-webhook.attempt"))
      expect(receiver.requests[0]!.headers["traceparent"]).toMatch(
        /^00-[\da-f]{32}-[\da-f]{16}-\d\d$/
      )
      const { api, adminHeaders } = context.backend
      await api.delete(`${WEBHOOKS}/${id}`, undefined, adminHeaders)
      await receiver.close()
    })
  },
  {
    pluginOptions: {
      eventRetention: "1h",
      webhooks: { allowedNetworks: ["127.0.0.0/8"] },
    },
    beforeLoad: () => {
      telemetry = registerOtel({
        serviceName: "test",
        exporter: exporter as never,
        instrument: { workflows: true },
      })
    },
  }
)
