import { randomBytes } from "crypto"
import * as fs from "fs"
import * as os from "os"
import * as path from "path"
import { logger } from "@medusajs/framework"
import { OrderWebhookEvents } from "../../src"
import { reportAlarms } from "../../src/clockwork/report-alarms"
import { ORDER_FINALIZATION_MODULE } from "../../src/modules/order-finalization"
import compare from "../../src/scripts/compare"
import { pruneOrderEventsWorkflow } from "../../src/workflows"
import { describeOnEngine } from "../helpers/backend/engine"
import { withClient } from "../helpers/services/databases"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { WEBHOOKS } from "../helpers/shop/add-webhook"
import { DOWN, OK, operateWebhooks } from "../helpers/shop/operate-webhooks"
import { loseOrder, verify } from "../helpers/shop/webhooks"
import { startWebhookReceiver } from "../helpers/stand-ins/webhook-receiver"
import { listen } from "../helpers/watch/listener"
import { listenToLog } from "../helpers/watch/log"
import { waitFor } from "../helpers/watch/wait-for"

const KEY = randomBytes(32).toString("base64")
const NETWORKS = ["127.0.0.0/8"]

describeOnEngine(
  "Webhooks",
  (context) => {
    const {
      receivers,
      added,
      receive,
      receiveSlowly,
      add,
      get,
      post,
      remove,
      statusOf,
      untilStatus,
      sql,
      deliveriesOf,
      untilDelivery,
      passTime,
      finalize,
      fail,
    } = operateWebhooks(context)

    describe("send", () => {
      it("each event once, signed as Standard Webhooks verifies it, and no word more than subscribers hear", async () => {
        const { receiver, requests, until } = await receive()
        const { id, secret } = await add(receiver, {
          headers: { "X-Api-Key": "sesame" },
        })
        const listener = listen(context.backend, ["order.finalized"])
        const { cart_id } = await readyCart(context.backend)
        const { order } = (await completeCart(context.backend, cart_id)).data
        await until(1)
        await listener.until(() => listener.of(order.id).length > 0)
        const { data } = listener.of(order.id)[0]!
        listener.stop()

        expect(verify(secret, requests[0]!)).toEqual({
          type: "order.finalized",
          timestamp: data.occurred_at,
          data,
        })
        expect(requests[0]).toMatchObject({
          method: "POST",
          url: "/orders",
          headers: {
            "content-type": "application/json",
            "webhook-id": data.event_id,
            "webhook-attempt": "1",
            "x-api-key": "sesame",
          },
        })
        const [delivery] = await untilDelivery(id, "done")
        expect(delivery).toMatchObject({
          event_id: data.event_id,
          order_id: order.id,
          sequence: 1,
          attempts: [
            {
              number: 1,
              status_code: 200,
              error_code: null,
              event_id: data.event_id,
            },
          ],
        })
        expect(
          (await get(`/${id}`)).data.order_webhook.last_success_at
        ).not.toBe(null)
        expect(requests).toHaveLength(1)
      })

      it("only the events that it wants, as CloudEvents if it says so", async () => {
        const { receiver, requests, until } = await receive()
        const { secret } = await add(receiver, {
          events: ["order.reverted"],
          format: "cloudevents",
        })
        const [order] = await finalize()
        await loseOrder(context.backend, order!)
        await until(1)
        expect(requests).toHaveLength(1)
        expect(requests[0]!.headers["content-type"]).toBe(
          "application/cloudevents+json"
        )
        expect(verify(secret, requests[0]!)).toMatchObject({
          specversion: "1.0",
          id: requests[0]!.headers["webhook-id"],
          type: "order.reverted",
          subject: order,
          data: { id: order, sequence: 2 },
        })
      })

      it("an event again that was not taken, on schedule and with the same ID", async () => {
        const { receiver, requests, answer, until } = await receive(DOWN)
        const { id } = await add(receiver)
        await finalize()
        const [waiting] = await waitFor(async () => {
          const found = await deliveriesOf(id, "?status=pending")
          return found[0]?.last_error && found
        })
        expect(waiting.last_error).toBe("the receiver answered 500")
        const wait = Date.parse(waiting.next_attempt_at) - Date.now()
        expect(wait).toBeLessThanOrEqual(5_500)
        answer(OK)
        await passTime(id)
        await until(2)
        const [first, second] = requests
        expect(second!.headers).toMatchObject({
          "webhook-id": first!.headers["webhook-id"],
          "webhook-attempt": "2",
        })
        expect(second!.body).toBe(first!.body)
        const [done] = await untilDelivery(id, "done")
        expect(
          done.attempts.map(({ number, status_code }: never) => [
            number,
            status_code,
          ])
        ).toEqual([
          [1, 500],
          [2, 200],
        ])
      })

      it("an event as often as its requests were made, however many processes have died before", async () => {
        const { receiver, requests, answer, until } = await receive(DOWN)
        const { id } = await add(receiver)
        await post(`/${id}/pause`)
        await finalize()
        await untilDelivery(id, "pending")
        // As claimed nine times, and never sent.
        await sql(
          "update order_finalization_receipt set attempts = 9 where consumer = $1",
          [`webhook:${id}`]
        )
        await post(`/${id}/enable`)
        const [waiting] = await waitFor(async () => {
          const found = await deliveriesOf(id)
          return found[0]?.last_error && found
        })
        expect(waiting.status).toBe("pending")
        const wait = Date.parse(waiting.next_attempt_at) - Date.now()
        expect(wait).toBeLessThanOrEqual(5_500)
        answer(OK)
        await passTime(id)
        await until(2)
        const [done] = await untilDelivery(id, "done")
        expect(
          requests.map(({ headers }) => headers["webhook-attempt"])
        ).toEqual(["1", "2"])
        expect(done.attempts.map(({ number }: never) => number)).toEqual([1, 2])
      })

      it("ten times, then the delivery is failed until a person retries it", async () => {
        const { receiver, requests, answer, until } = await receive(DOWN)
        const { id } = await add(receiver)
        await finalize()
        for (let attempt = 1; attempt < 10; attempt++) {
          await until(attempt)
          await waitFor(async () => (await deliveriesOf(id))[0]?.last_error)
          await passTime(id)
        }
        await untilDelivery(id, "failed")
        expect(requests).toHaveLength(10)
        answer(OK)
        const retry = async (consumer: string) =>
          await context.backend.api.post(
            "/admin/order-event-receipts/retry",
            { consumer },
            context.backend.adminHeaders
          )
        expect((await retry(`webhook:${id}`)).data).toEqual({ count: 1 })
        await untilDelivery(id, "done")
        expect((await retry("webhook:ordwh_none")).status).toBe(404)
      })

      it("an order's next event once its earlier one was taken, while other orders go on", async () => {
        const { receiver, answer, types } = await receive(DOWN)
        const { id } = await add(receiver)
        const [first] = await finalize()
        await waitFor(() => types(first!).length === 1)
        answer(({ body }) => (JSON.parse(body).data.id === first ? DOWN : OK))
        const [other] = await finalize()
        await loseOrder(context.backend, first!)
        await loseOrder(context.backend, other!)
        await waitFor(() => types(other!).length === 2)
        expect(types(other!)).toEqual(["order.finalized", "order.reverted"])
        expect(types(first!)).not.toContain("order.reverted")
        answer(OK)
        await passTime(id)
        await waitFor(() => types(first!).includes("order.reverted"))
        expect(types(first!).slice(-2)).toEqual([
          "order.finalized",
          "order.reverted",
        ])
      })

      it("an order's next event at once that came while it was noted that the earlier one was taken", async () => {
        const { receiver, requests, waiting, answerAll } = await receiveSlowly()
        await add(receiver)
        const [order] = await finalize()
        await waitFor(() => waiting.length === 1)
        const service = context.backend.container.resolve(
          ORDER_FINALIZATION_MODULE
        )
        const claim = service.claimWebhookReceipts.bind(service)
        const claimed: number[] = []
        jest
          .spyOn(service, "claimWebhookReceipts")
          .mockImplementation(async (...args) => {
            const receipts = await claim(...args)
            claimed.push(receipts.length)
            return receipts
          })
        const finish = service.finishWebhookReceipt.bind(service)
        jest
          .spyOn(service, "finishWebhookReceipt")
          .mockImplementationOnce(async (...args) => ({
            ...(await finish(...args)),
            has_next: false,
          }))
        await loseOrder(context.backend, order!)
        await waitFor(() => claimed.includes(0))
        // None of the looks that come every few seconds finds it.
        jest
          .spyOn(service, "listWorkingWebhooks")
          .mockRejectedValue(new Error("Nobody looks"))
        answerAll()
        await waitFor(() => requests.length === 2)
        jest.restoreAllMocks()
      })

      it("no more than may be in flight at once", async () => {
        const waiting: (() => void)[] = []
        let most = 0
        const receiver = await startWebhookReceiver((response) => {
          waiting.push(() => void response.end())
          most = Math.max(most, waiting.length)
        })
        receivers.push(receiver)
        const { id } = await add(receiver, { max_in_flight: 3 })
        await finalize(10)
        for (let done = 0; done < 10; done++) {
          await waitFor(() => waiting.length >= Math.min(3, 10 - done))
          waiting.shift()!()
        }
        await untilDelivery(id, "done", 10)
        expect(most).toBe(3)
      })

      it("no more than as many again while it cannot be noted what was taken", async () => {
        const slow = await receive()
        const other = await receive()
        const { id } = await add(slow.receiver, { max_in_flight: 2 })
        const { id: otherId } = await add(other.receiver, { max_in_flight: 2 })
        await withClient(context.engine.databaseUrl, async (client) => {
          await client.query("begin")
          await client.query(
            "select from order_finalization_webhook where id = $1 for update",
            [id]
          )
          await finalize(10)
          await slow.until(4)
          // As long as others take for all of theirs.
          await untilDelivery(otherId, "done", 10)
          expect(slow.requests).toHaveLength(4)
          await client.query("rollback")
        })
        await untilDelivery(id, "done", 10)
        expect(slow.requests).toHaveLength(10)
      })

      it("nothing more of an event that the receiver wants no more of", async () => {
        const { receiver, requests, answer, types, until } = await receive({
          status: 422,
          headers: { "webhook-delivery": "abort-message" },
        })
        const { id } = await add(receiver)
        const [order] = await finalize()
        await untilDelivery(id, "failed")
        answer(OK)
        await loseOrder(context.backend, order!)
        await until(2)
        expect(types(order!)).toEqual(["order.finalized", "order.reverted"])
        expect(requests).toHaveLength(2)
      })

      it("what comes later as before to a receiver that wants no more of many events", async () => {
        const { receiver, requests } = await receive({
          status: 422,
          headers: { "webhook-delivery": "abort-message" },
        })
        const { id } = await add(receiver)
        await finalize(7)
        await untilDelivery(id, "failed", 7)
        expect(requests).toHaveLength(7)
        expect((await get(`/${id}`)).data.order_webhook).toMatchObject({
          status: "active",
          failed_first_attempts: 0,
        })
      })
    })

    describe("to a receiver that is overrun", () => {
      const RETRY_IN_60_S = { status: 429, headers: { "retry-after": "60" } }

      const slowedFor = async (id: string): Promise<number | null> =>
        (
          await sql(
            `select (extract(epoch from slowed_until - clock_timestamp()) * 1000)::float8 as ms
             from order_finalization_webhook where id = $1`,
            [id]
          )
        )[0].ms
      const untilSlowed = async (id: string) =>
        await waitFor(async () => await slowedFor(id), {
          message: `webhook ${id} to be slowed`,
        })
      const setSlowed = async (id: string, until: string) =>
        await sql(
          `update order_finalization_webhook set slowed_until = ${until} where id = $1`,
          [id]
        )
      /** Others are sent to meanwhile. */
      const passLook = async () => {
        const other = await receive()
        await add(other.receiver)
        await finalize()
        await other.until(1)
      }

      it("leave it alone for as long as it asks, and send what waited then", async () => {
        const { receiver, requests, answer, until } =
          await receive(RETRY_IN_60_S)
        const { id } = await add(receiver, { max_in_flight: 1 })
        await finalize(3)
        const ms = await untilSlowed(id)
        expect(ms).toBeGreaterThan(50_000)
        expect(ms).toBeLessThanOrEqual(60_000)
        answer(OK)
        await passLook()
        expect(requests).toHaveLength(1)
        await setSlowed(id, "now()")
        await passTime(id)
        await until(5)
        await waitFor(async () => (await slowedFor(id)) === null)
      })

      it.each([
        [
          "503 and Retry-After of a day",
          503,
          { "retry-after": "86400" },
          3_600,
        ],
        ["429 alone", 429, {}, 5],
        ["502", 502, {}, 5],
        ["503", 503, {}, 5],
        ["504", 504, {}, 5],
      ])("leave it alone after %s", async (_, status, headers, seconds) => {
        const { receiver } = await receive({ status, headers })
        const { id } = await add(receiver)
        await finalize()
        const ms = await untilSlowed(id)
        expect(ms).toBeGreaterThan((seconds - 5) * 1_000)
        expect(ms).toBeLessThanOrEqual(seconds * 1_000)
      })

      it("go on at once when a person enables it", async () => {
        const { receiver, answer, until } = await receive(RETRY_IN_60_S)
        const { id } = await add(receiver, { max_in_flight: 1 })
        await finalize(3)
        await untilSlowed(id)
        answer(OK)
        await post(`/${id}/enable`)
        await until(3)
        expect(await slowedFor(id)).toBeNull()
      })

      it("do not try it either while it is failing", async () => {
        const { receiver, requests, until } = await receive(DOWN)
        const { id } = await add(receiver, { max_in_flight: 1 })
        await fail(id)
        const count = requests.length
        await passTime(id)
        await setSlowed(id, "now() + interval '1 hour'")
        await passTime(id, "trial")
        await passLook()
        expect(requests).toHaveLength(count)
        await setSlowed(id, "now()")
        await passTime(id, "trial")
        await until(count + 1)
      })
    })

    describe("of a receiver that is down", () => {
      it("are held, tried one at a time, and send what waited in order once it is back", async () => {
        const { receiver, requests, answer, types, until } = await receive(DOWN)
        const { id } = await add(receiver, { max_in_flight: 1 })
        const listener = listen(context.backend, [
          OrderWebhookEvents.STATE_CHANGED,
        ])
        const log = listenToLog(context.backend)
        const orders = await fail(id)
        const before = requests.length
        // Held: what comes now waits, and uses up no attempt.
        const late = await finalize(3)
        await loseOrder(context.backend, late[0]!)
        await sql(
          `update order_finalization_receipt set next_attempt_at = now() + interval '2 hours'
           where consumer = $1 and last_error is not null and order_id = $2`,
          [`webhook:${id}`, orders[0]]
        )
        const summarize = async () =>
          (
            await context.backend.api.get(
              "/admin/order-finalizations/summary",
              context.backend.adminHeaders
            )
          ).data.summary.webhooks
        expect(await summarize()).toMatchObject([
          { id, status: "failing", waiting_receipts: 9 },
        ])
        expect(requests).toHaveLength(before)

        await passTime(id, "trial")
        await until(before + 1)
        await waitFor(
          async () =>
            (
              await sql("select trial_number from order_finalization_webhook")
            )[0].trial_number === 1
        )
        expect(requests).toHaveLength(before + 1)
        const counts = await sql(
          `select max(attempts) as most from order_finalization_receipt where consumer = $1`,
          [`webhook:${id}`]
        )
        expect(counts).toEqual([{ most: 1 }])

        answer(OK)
        await passTime(id, "trial")
        await untilStatus(id, "active")
        // Also what would be due in hours by its schedule.
        await untilDelivery(id, "done", 9)
        for (const order of [...orders, ...late.slice(1)]) {
          expect(types(order).at(-1)).toBe("order.finalized")
        }
        // One that was a trial before comes once more.
        const came = [...new Set(types(late[0]!))]
        expect(came).toEqual(["order.finalized", "order.reverted"])
        await listener.until((events) => events.length === 2)
        listener.stop()
        log.stop()
        expect(listener.events.map(({ data }) => data)).toEqual([
          { id, status: "failing", previous_status: "active", reason: null },
          { id, status: "active", previous_status: "failing", reason: null },
        ])
        expect(
          log.lines.filter((line) => line.includes(`webhook ${id} is `))
        ).toHaveLength(2)
        expect(await summarize()).toEqual([])
      })

      it("send what it did not take meanwhile at once, and not what waits for reasons of its own", async () => {
        const { receiver, answer, types } = await receive(DOWN)
        const { id } = await add(receiver)
        const [poison] = await finalize()
        await untilDelivery(id, "pending")
        await waitFor(async () => (await deliveriesOf(id))[0]?.last_error)
        // It has failed three times, and waits for two hours, when all others are taken.
        await sql(
          `update order_finalization_receipt
           set failed_attempts = 3, next_attempt_at = now() + interval '2 hours',
             updated_at = now() - interval '1 hour'
           where consumer = $1`,
          [`webhook:${id}`]
        )
        answer(OK)
        await finalize()
        await untilDelivery(id, "done")
        answer(DOWN)
        const orders = await fail(id)
        await sql(
          `update order_finalization_receipt
           set failed_attempts = 3, next_attempt_at = now() + interval '2 hours'
           where consumer = $1 and order_id = $2`,
          [`webhook:${id}`, orders[0]]
        )
        await sql(
          `update order_finalization_receipt set next_attempt_at = now()
           where consumer = $1 and order_id = $2`,
          [`webhook:${id}`, orders[1]]
        )
        answer(OK)
        await passTime(id, "trial")
        await untilStatus(id, "active")
        await untilDelivery(id, "done", 6)
        expect(types(poison!)).toHaveLength(1)
        const [waiting] = await deliveriesOf(id, "?status=pending")
        expect(waiting.order_id).toBe(poison)
      })

      it("are not held up by one event that it cannot take: each trial is another one", async () => {
        const { receiver, requests, answer, until } = await receive(DOWN)
        const { id } = await add(receiver, { max_in_flight: 1 })
        await fail(id)
        const poison = requests[0]!.headers["webhook-id"]
        answer(({ headers }) => (headers["webhook-id"] === poison ? DOWN : OK))
        await passTime(id)
        for (let trial = 1; trial <= 2; trial++) {
          const count = requests.length
          await passTime(id, "trial")
          await until(count + 1)
          await waitFor(async () => {
            const [row] = await sql(
              "select status, next_trial_at > now() as is_over from order_finalization_webhook"
            )
            return row.status === "active" || row.is_over
          })
        }
        await untilStatus(id, "active")
      })

      it("are tried by one instance, however many claim the trial at once", async () => {
        const { receiver } = await receive(DOWN)
        const { id } = await add(receiver)
        await fail(id)
        // No sweep of this backend's own takes part.
        await post(`/${id}/pause`)
        await sql(
          `update order_finalization_webhook
           set status = 'failing', next_trial_at = now() where id = $1`,
          [id]
        )
        await sql(
          `update order_finalization_receipt set next_attempt_at = now()
           where consumer = $1 and status = 'pending'`,
          [`webhook:${id}`]
        )
        const service = context.backend.container.resolve(
          ORDER_FINALIZATION_MODULE
        )
        const claims = await Promise.all(
          Array.from({ length: 8 }, async () => await service.claimTrial(id))
        )
        expect(claims.flat()).toHaveLength(1)
      })

      it("are tried with another event if one is just being taken", async () => {
        const { receiver } = await receive(DOWN)
        const { id } = await add(receiver)
        await fail(id)
        // No sweep of this backend's own takes part.
        await sql(
          "update order_finalization_webhook set slowed_until = now() + interval '1 hour' where id = $1",
          [id]
        )
        await passTime(id)
        const service = context.backend.container.resolve(
          ORDER_FINALIZATION_MODULE
        )
        await withClient(context.engine.databaseUrl, async (client) => {
          await client.query("begin")
          const { rows } = await client.query(
            `update order_finalization_receipt
             set attempts = attempts + 1, next_attempt_at = now() + interval '30 s'
             where id = (
               select id from order_finalization_receipt
               where consumer = $1 and status = 'pending'
               order by next_attempt_at limit 1
             )
             returning id`,
            [`webhook:${id}`]
          )
          await sql(
            `update order_finalization_webhook
             set next_trial_at = now(), slowed_until = null where id = $1`,
            [id]
          )
          const [claimed, ...more] = await service.claimTrial(id)
          expect(more).toEqual([])
          expect(claimed).toMatchObject({ is_trial: true })
          expect(claimed!.receipt_id).not.toBe(rows[0].id)
          await client.query("rollback")
        })
      })

      it("are disabled after five days without a 2xx, and what waits stays, whatever its age", async () => {
        const { receiver } = await receive(DOWN)
        const { id } = await add(receiver)
        await fail(id)
        await sql(
          `update order_finalization_webhook
           set first_failed_at = now() - interval '5 days' where id = $1`,
          [id]
        )
        await sql(
          `update order_finalization_event
           set due_at = '2020-01-01', published_at = '2020-01-01'
           where id in (
             select event_id from order_finalization_receipt where consumer = $1
           )`,
          [`webhook:${id}`]
        )
        await passTime(id)
        await passTime(id, "trial")
        await untilStatus(id, "disabled")
        const { data } = await get(`/${id}`)
        expect(data.order_webhook.disabled_reason).toBe("no_success")
        await sql(
          `update order_finalization_receipt set next_attempt_at = '2020-01-01'
           where consumer = $1`,
          [`webhook:${id}`]
        )
        await pruneOrderEventsWorkflow(context.backend.container).run()
        expect(await deliveriesOf(id, "?status=pending")).toHaveLength(5)
        const events = await sql(
          `select 1 from order_finalization_event where published_at = '2020-01-01'`
        )
        expect(events).toHaveLength(5)
      })
    })

    describe("that a person, or the receiver, has stopped", () => {
      it("have nothing leave while paused, and lose nothing", async () => {
        const { receiver, requests, until } = await receive()
        const { id } = await add(receiver)
        expect((await post(`/${id}/pause`)).data.order_webhook.status).toBe(
          "paused"
        )
        await finalize(2)
        await untilDelivery(id, "pending", 2)
        // A look later.
        const other = await receive()
        await add(other.receiver)
        await finalize()
        await other.until(1)
        expect(requests).toEqual([])
        expect((await post(`/${id}/enable`)).data.order_webhook.status).toBe(
          "active"
        )
        await until(3)
      })

      it("are disabled by a 410; what it did not take waits, what comes later can be recovered", async () => {
        const { receiver, requests, answer, until } = await receive({
          status: 410,
        })
        const { id } = await add(receiver)
        const since = new Date().toISOString()
        await finalize()
        await untilStatus(id, "disabled")
        const { order_webhook } = (await get(`/${id}`)).data
        expect(order_webhook.disabled_reason).toBe("gone")
        expect(await deliveriesOf(id, "?status=pending")).toHaveLength(1)
        await finalize()
        const recover = async () =>
          (await post(`/${id}/recover`, { since, only: "missing" })).data
        answer(OK)
        await post(`/${id}/enable`)
        await until(2)
        expect(await recover()).toEqual({ count: 1 })
        await until(3)
        expect(await recover()).toEqual({ count: 0 })
        expect(requests).toHaveLength(3)
      })

      it("are told of with their reason: to whoever listens, and in the alarms if nobody meant it", async () => {
        const { receiver } = await receive({ status: 410 })
        const { id } = await add(receiver)
        const { container } = context.backend
        const listener = listen(context.backend, [
          OrderWebhookEvents.STATE_CHANGED,
        ])
        await post(`/${id}/pause`)
        const log = listenToLog(context.backend)
        await reportAlarms(container)
        expect(log.lines).not.toContainEqual(expect.stringContaining(id))
        await post(`/${id}/enable`)
        await finalize()
        await untilStatus(id, "disabled")
        await listener.until((events) => events.length === 3)
        listener.stop()
        expect(listener.events.map(({ data }) => data)).toEqual([
          { id, status: "paused", previous_status: "active", reason: null },
          { id, status: "active", previous_status: "paused", reason: null },
          { id, status: "disabled", previous_status: "active", reason: "gone" },
        ])
        await reportAlarms(container)
        log.stop()
        expect(log.lines.at(-1)).toContain(
          `webhook ${id} is disabled (gone), and 1 receipts wait for it (GET /admin/order-webhooks/${id})`
        )
      })

      it("are gone with their open deliveries once they are deleted", async () => {
        const { receiver } = await receive(DOWN)
        const { id } = await add(receiver)
        await finalize()
        await waitFor(async () => (await deliveriesOf(id))[0]?.last_error)
        expect((await remove(id)).data).toEqual({
          id,
          object: "order_webhook",
          deleted: true,
        })
        expect((await remove(id)).status).toBe(404)
        expect(
          await sql(
            "select 1 from order_finalization_receipt where consumer = $1",
            [`webhook:${id}`]
          )
        ).toEqual([])
        expect(
          await sql(
            "select 1 from order_finalization_webhook_attempt where webhook_id = $1",
            [id]
          )
        ).toEqual([])
      })
    })

    describe("can", () => {
      it("have their secret rotated: both sign until the old one expires", async () => {
        const { receiver, requests, until } = await receive()
        const { id, secret } = await add(receiver)
        const rotated = await post(`/${id}/rotate-secret`, {
          expire_previous_after: "1h",
        })
        expect(rotated.status).toBe(200)
        await finalize()
        await until(1)
        expect(requests[0]!.headers["webhook-signature"]).toMatch(
          /^v1,\S+ v1,\S+$/
        )
        for (const valid of [secret, rotated.data.secret]) {
          expect(verify(valid, requests[0]!).type).toBe("order.finalized")
        }
        // An hour later.
        await sql(
          `update order_finalization_webhook
           set secrets = jsonb_set(secrets, '{1,expires_at}', '"2020-01-01T00:00:00.000Z"')
           where id = $1`,
          [id]
        )
        await finalize()
        await until(2)
        expect(verify(rotated.data.secret, requests[1]!).type).toBe(
          "order.finalized"
        )
        expect(() => verify(secret, requests[1]!)).toThrow()
      })

      it("have it rotated again, and no earlier one is valid for longer than that was said", async () => {
        const { receiver } = await receive()
        const { id } = await add(receiver)
        const rotate = async (expire_previous_after: string) =>
          await post(`/${id}/rotate-secret`, { expire_previous_after })
        await rotate("30d")
        await rotate("1h")
        const inAnHour = Date.now() + 3_600_000
        const [{ secrets }] = await sql(
          "select secrets from order_finalization_webhook where id = $1",
          [id]
        )
        const [newest, ...previous] = secrets.map(
          ({ expires_at }: never) => expires_at
        )
        expect(newest).toBeNull()
        expect(previous).toHaveLength(2)
        for (const expires_at of previous) {
          expect(Date.parse(expires_at)).toBeLessThanOrEqual(inAnHour)
        }
        await rotate("1d")
        const [{ secrets: rotated }] = await sql(
          "select secrets from order_finalization_webhook where id = $1",
          [id]
        )
        expect(rotated[2].expires_at).toBe(previous[0])
      })

      it("be sent what they missed: failed deliveries, and events from before they were there", async () => {
        const since = new Date().toISOString()
        const orders = await finalize(2)
        const { receiver, requests, answer, types } = await receive({
          status: 422,
          headers: { "webhook-delivery": "abort-message" },
        })
        const { id } = await add(receiver)
        orders.push(...(await finalize()))
        await untilDelivery(id, "failed")
        answer(OK)
        const later = { since: new Date().toISOString() }
        expect((await post(`/${id}/recover`, later)).data).toEqual({ count: 0 })
        const failed = await post(`/${id}/recover`, { since, only: "failed" })
        expect(failed.data).toEqual({ count: 1 })
        await untilDelivery(id, "done")
        expect(types(orders[0]!)).toEqual([])
        const until = "2999-01-01T00:00:00Z"
        const recovered = await post(`/${id}/recover`, { since, until })
        expect(recovered.data).toEqual({ count: 2 })
        await untilDelivery(id, "done", 3)
        for (const order of orders) {
          expect(types(order)).toContain("order.finalized")
        }
        expect(requests).toHaveLength(4)
        for (const [body, words] of [
          [{}, "since"],
          [{ since: "yesterday" }, "date and time"],
          [{ since: until, until: since }, "later"],
          [{ since, only: "all" }, "only"],
        ] as const) {
          const { status, data } = await post(`/${id}/recover`, body)
          expect([status, data.message]).toEqual([
            400,
            expect.stringContaining(words),
          ])
        }
      })

      it("be enabled while they are slowed, and are sent at once what they have failed to take", async () => {
        const { receiver, answer } = await receive({ status: 503 })
        const { id } = await add(receiver)
        await finalize()
        await waitFor(
          async () => (await deliveriesOf(id, "?status=pending"))[0]?.last_error
        )
        // Two attempts later its schedule would have it wait for longer than this test.
        await sql(
          `update order_finalization_receipt
           set next_attempt_at = now() + interval '30 minutes'
           where consumer = 'webhook:${id}'`
        )
        expect(await statusOf(id)).toBe("active")
        answer({ status: 200 })
        await post(`/${id}/enable`)
        await untilDelivery(id, "done")
      })

      it("be tested, whatever their state, and the feed has nothing of it", async () => {
        const { receiver, requests, answer } = await receive()
        const { id, secret } = await add(receiver)
        await post(`/${id}/pause`)
        expect((await post(`/${id}/test`)).data).toEqual({
          attempt: {
            started_at: expect.any(String),
            duration_ms: expect.any(Number),
            status_code: 200,
            error_code: null,
            answer_excerpt: null,
          },
        })
        expect(verify(secret, requests[0]!)).toMatchObject({
          type: "webhook.test",
          data: { webhook_id: id },
        })
        answer({ status: 503 })
        expect((await post(`/${id}/test`)).data.attempt.status_code).toBe(503)
        await receiver.close()
        const { attempt } = (await post(`/${id}/test`)).data
        expect(attempt).toMatchObject({
          status_code: null,
          error_code: "refused",
        })
        expect(await statusOf(id)).toBe("paused")
        expect(
          await sql(
            "select 1 from order_finalization_event where name = 'webhook.test'"
          )
        ).toEqual([])
      })

      it("have an event delivered again, by an operator or by what a comparison has found", async () => {
        const { receiver, requests, until } = await receive()
        const { id } = await add(receiver)
        const other = await receive()
        await add(other.receiver)
        const [order] = await finalize()
        await until(1)
        await untilDelivery(id, "done")
        const eventId = requests[0]!.headers["webhook-id"]!
        const redeliver = async (consumer: string) =>
          await context.backend.api.post(
            `/admin/order-events/${eventId}/redeliver`,
            { consumer },
            context.backend.adminHeaders
          )
        expect((await redeliver(`webhook:${id}`)).status).toBe(200)
        await until(2)
        await untilDelivery(id, "done")
        expect((await redeliver("webhook:ordwh_none")).status).toBe(404)

        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "webhooks-"))
        const file = path.join(folder, "orders.csv")
        const out = path.join(folder, "differences.csv")
        fs.writeFileSync(file, `id,state\n${order},voided\n`)
        const { exitCode } = process
        await compare({
          container: context.backend.container,
          args: [file, "--out", out, "--repair", `webhook:${id}`],
        })
        // It is jest's, too.
        process.exitCode = exitCode
        expect(fs.readFileSync(out, "utf8")).toContain(`to_restore,${order},`)
        fs.rmSync(folder, { recursive: true })
        await until(3)
        expect(requests.map(({ headers }) => headers["webhook-id"])).toEqual([
          eventId,
          eventId,
          eventId,
        ])
        expect(other.requests).toHaveLength(1)
      })

      it("have their attempts pruned with the event", async () => {
        const { receiver } = await receive()
        const { id } = await add(receiver)
        await finalize()
        const [{ event_id }] = await untilDelivery(id, "done")
        await sql(
          `update order_finalization_event
           set due_at = '2020-01-01', published_at = '2020-01-01' where id = $1`,
          [event_id]
        )
        await pruneOrderEventsWorkflow(context.backend.container).run()
        expect(
          await sql(
            "select 1 from order_finalization_webhook_attempt where event_id = $1",
            [event_id]
          )
        ).toEqual([])
        expect(await deliveriesOf(id)).toEqual([])
      })
    })

    describe("are managed", () => {
      it("over the Admin API, which gives out no secret a second time, and never a header's value", async () => {
        const { receiver } = await receive()
        const { id, secret, order_webhook } = await add(receiver, {
          description: "The ERP",
          headers: { Authorization: "Bearer sesame" },
        })
        expect(secret).toMatch(/^whsec_/)
        expect(order_webhook).toMatchObject({
          id,
          description: "The ERP",
          events: ["order.finalized", "order.reverted"],
          format: "standard",
          max_in_flight: 20,
          header_names: ["authorization"],
          status: "active",
        })
        const list = await get("?status=active")
        expect(list.data).toMatchObject({ count: 1, offset: 0, limit: 50 })
        const changed = await post(`/${id}`, {
          description: null,
          events: ["order.reverted"],
          max_in_flight: 3,
        })
        expect(changed.data.order_webhook).toMatchObject({
          description: null,
          events: ["order.reverted"],
          max_in_flight: 3,
          header_names: ["authorization"],
          url: order_webhook.url,
        })
        const emptied = await post(`/${id}`, { headers: {} })
        expect(emptied.data.order_webhook.header_names).toEqual([])
        const answers = JSON.stringify([list, changed, emptied, order_webhook])
        const stored = JSON.stringify([
          await sql("select * from order_finalization_webhook"),
          await sql("select * from workflow_execution"),
        ])
        for (const text of [answers, stored]) {
          expect(text).not.toContain(secret.slice("whsec_".length))
          expect(text).not.toContain("sesame")
        }
        expect((await get("?fields=secrets")).status).toBe(400)
        expect((await get(`/${id}?fields=sealed_headers`)).status).toBe(400)
      })

      it("with 400 and the reason for what they cannot be", async () => {
        const { receiver } = await receive()
        const url = `${receiver.url}/orders`
        for (const [body, words] of [
          [{}, "url"],
          [{ url: "erp" }, "whole URL"],
          [{ url: "ftp://erp.example.com" }, "https:"],
          [{ url: "https://me:secret@erp.example.com" }, "user name"],
          [{ url: "https://10.0.0.1/orders" }, "public address"],
          [{ url, events: ["order.placed"] }, "order.finalized"],
          [{ url, events: [] }, "events"],
          [{ url, headers: { Host: "evil" } }, "reserved"],
          [{ url, headers: { "webhook-id": "1" } }, "reserved"],
          [{ url, headers: { "x-key": "a\r\nb" } }, "visible ASCII"],
          [{ url, format: "xml" }, "format"],
          [{ url, max_in_flight: 0 }, "max_in_flight"],
          [{ url, status: "paused" }, "status"],
          [{ url, secret: "whsec_abc" }, "secret"],
        ] as const) {
          const { status, data } = await post("", body)
          expect({ body, status, message: data.message }).toEqual({
            body,
            status: 400,
            message: expect.stringContaining(words),
          })
        }
        expect((await get()).data.count).toBe(0)
        const { id } = await add(receiver)
        const changed = await post(`/${id}`, { url: "https://10.0.0.1" })
        expect(changed.status).toBe(400)
        const rotated = await post(`/${id}/rotate-secret`, {
          expire_previous_after: "a day",
        })
        expect(rotated.status).toBe(400)
        expect((await get(`/${id}/deliveries?status=open`)).status).toBe(400)
      })

      it("with 404 for one that is not there, and 401 for a stranger", async () => {
        const { api } = context.backend
        const since = "2026-01-01T00:00:00Z"
        const none = "/ordwh_none"
        for (const [path, body] of [
          [none, { description: "x" }],
          [`${none}/rotate-secret`, {}],
          [`${none}/test`, {}],
          [`${none}/pause`, {}],
          [`${none}/enable`, {}],
          [`${none}/recover`, { since }],
        ] as const) {
          const { status, data } = await post(path, body)
          expect([path, status]).toEqual([path, 404])
          expect(data.message).toContain("ordwh_none")
          expect((await api.post(WEBHOOKS + path, body)).status).toBe(401)
        }
        for (const path of [none, `${none}/deliveries`]) {
          expect((await get(path)).status).toBe(404)
          expect((await api.get(WEBHOOKS + path)).status).toBe(401)
        }
        expect((await remove("ordwh_none")).status).toBe(404)
        expect((await api.get(WEBHOOKS)).status).toBe(401)
      })

      it("up to fifty, whoever adds them at once", async () => {
        const { receiver } = await receive()
        const url = `${receiver.url}/orders`
        await Promise.all(Array.from({ length: 48 }, () => add(receiver)))
        const answers = await Promise.all(
          Array.from({ length: 4 }, () => post("", { url }))
        )
        const statuses = answers.map(({ status }) => status).sort()
        expect(statuses).toEqual([200, 200, 400, 400])
        const { data } = await get("?limit=100&fields=id")
        added.push(...data.order_webhooks.map(({ id }: never) => id))
        expect(data.count).toBe(50)
      })
    })

    describe("whose secrets are encrypted", () => {
      it("are disabled with the reason by a backend that has lost the key, which boots all the same", async () => {
        const { receiver, requests, until } = await receive()
        const { id } = await add(receiver, { headers: { "x-key": "sesame" } })
        const boot = async (encryptionKey: string) =>
          await context.restart({
            pluginOptions: {
              webhooks: { encryptionKey, allowedNetworks: NETWORKS },
            },
          })
        await boot(randomBytes(32).toString("base64"))
        await untilStatus(id, "disabled")
        const { data } = await get(`/${id}`)
        expect(data.order_webhook.disabled_reason).toBe("encryption_key_lost")
        for (const path of ["enable", "test"]) {
          const refused = await post(`/${id}/${path}`)
          expect([refused.status, refused.data.message]).toEqual([
            400,
            expect.stringContaining("rotate the secret"),
          ])
        }
        const { secret } = (await post(`/${id}/rotate-secret`)).data
        await post(`/${id}`, { headers: { "x-key": "open" } })
        expect((await post(`/${id}/enable`)).status).toBe(200)
        await finalize()
        await until(1)
        expect(verify(secret, requests[0]!).type).toBe("order.finalized")
        expect(requests[0]!.headers["x-key"]).toBe("open")
        await boot(KEY)
      })

      it("are told apart at boot from those that are not: one warning", async () => {
        const warn = jest.spyOn(logger, "warn")
        const countWarnings = () =>
          warn.mock.calls.filter(([line]) =>
            String(line).includes("webhooks.encryptionKey")
          ).length
        const webhooks = { allowedNetworks: NETWORKS }
        await context.restart({ pluginOptions: { webhooks } })
        expect(countWarnings()).toBe(0)
        const { receiver } = await receive()
        await add(receiver)
        await context.restart({ pluginOptions: { webhooks } })
        expect(countWarnings()).toBe(1)
        warn.mockRestore()
      })
    })
  },
  {
    pluginOptions: {
      webhooks: { encryptionKey: KEY, allowedNetworks: NETWORKS },
    },
  }
)
