import { randomBytes } from "crypto"
import { ORDER_FINALIZATION_MODULE } from "../../src/modules/order-finalization"
import { wakeWebhooks } from "../../src/modules/order-finalization/wake-up"
import { describeOnEngine } from "../helpers/backend/engine"
import { operateWebhooks } from "../helpers/shop/operate-webhooks"
import {
  addingParentWorkflow,
  changingParentWorkflow,
} from "../helpers/shop/webhook-parents"
import { verify } from "../helpers/shop/webhooks"
import { waitFor } from "../helpers/watch/wait-for"

const KEY = randomBytes(32).toString("base64")
const NETWORKS = ["127.0.0.0/8"]

describeOnEngine(
  "A webhook that a person changes",
  (context) => {
    const {
      receive,
      receiveSlowly,
      add,
      get,
      post,
      untilStatus,
      untilDelivery,
      sql,
      finalize,
    } = operateWebhooks(context)

    const boot = async (encryptionKey: string) =>
      await context.restart({
        pluginOptions: {
          webhooks: { encryptionKey, allowedNetworks: NETWORKS },
        },
      })
    const sealedNames = async (id: string) => {
      const [row] = await sql(
        "select sealed_headers from order_finalization_webhook where id = $1",
        [id]
      )
      return Object.keys(row.sealed_headers)
    }

    describe("in its headers", () => {
      it("is sent the new ones alone, and keeps no old one", async () => {
        const { receiver, requests, until } = await receive()
        const { id } = await add(receiver, {
          headers: { "x-key": "sesame", "x-shop": "eu" },
        })
        await finalize()
        await until(1)
        expect(requests[0]!.headers).toMatchObject({
          "x-key": "sesame",
          "x-shop": "eu",
        })

        await post(`/${id}`, { headers: { "x-token": "open" } })
        expect(await sealedNames(id)).toEqual(["x-token"])
        await finalize()
        await until(2)
        expect(requests[1]!.headers).toMatchObject({ "x-token": "open" })
        expect(requests[1]!.headers).not.toHaveProperty("x-key")
        expect(requests[1]!.headers).not.toHaveProperty("x-shop")

        await post(`/${id}`, { headers: {} })
        expect(await sealedNames(id)).toEqual([])
        await finalize()
        await until(3)
        expect(requests[2]!.headers).not.toHaveProperty("x-token")
      })

      it("can be enabled again after its key was lost, whatever names they had", async () => {
        const { receiver, requests, until } = await receive()
        const { id } = await add(receiver, { headers: { "x-key": "sesame" } })
        await boot(randomBytes(32).toString("base64"))
        await untilStatus(id, "disabled")
        const { secret } = (await post(`/${id}/rotate-secret`)).data
        await post(`/${id}`, { headers: { "x-token": "open" } })
        expect((await post(`/${id}/enable`)).status).toBe(200)
        await finalize()
        await until(1)
        expect(verify(secret, requests[0]!).type).toBe("order.finalized")
        expect(requests[0]!.headers).toMatchObject({ "x-token": "open" })
        expect(requests[0]!.headers).not.toHaveProperty("x-key")
        await boot(KEY)
      })

      it("is not disabled for what its row said before", async () => {
        const { receiver } = await receive()
        const { id } = await add(receiver)
        const service = context.backend.container.resolve(
          ORDER_FINALIZATION_MODULE
        )
        expect(await service.disableUnreadableWebhook(id)).toBeNull()
        const spoil = async () =>
          await sql(
            `update order_finalization_webhook
             set secrets = '[{"sealed": "lost", "expires_at": null}]' where id = $1`,
            [id]
          )
        await post(`/${id}/pause`)
        await spoil()
        expect(await service.disableUnreadableWebhook(id)).toBeNull()
        expect((await get(`/${id}`)).data.order_webhook.status).toBe("paused")
      })

      it("goes by their names, also where older ones were left beside them", async () => {
        const { receiver, requests, until } = await receive()
        const { id } = await add(receiver, { headers: { "x-shop": "eu" } })
        await sql(
          `update order_finalization_webhook
           set sealed_headers = sealed_headers || '{"x-key": "lost"}' where id = $1`,
          [id]
        )
        await finalize()
        await until(1)
        expect(requests[0]!.headers).toMatchObject({ "x-shop": "eu" })
        expect((await get(`/${id}`)).data.order_webhook.status).toBe("active")
      })
    })

    it("keeps no connection once it is deleted or paused, whichever instance was asked for it", async () => {
      const gone = await receive()
      const paused = await receive()
      const { id: goneId } = await add(gone.receiver)
      const { id: pausedId } = await add(paused.receiver)
      await finalize()
      await untilDelivery(goneId, "done")
      await untilDelivery(pausedId, "done")
      const { webhookSender } = context.backend.container.resolve(
        ORDER_FINALIZATION_MODULE
      )
      const close = jest.spyOn(webhookSender, "close")
      await sql("delete from order_finalization_webhook where id = $1", [
        goneId,
      ])
      await post(`/${pausedId}/pause`)
      wakeWebhooks(context.backend.container)
      for (const id of [goneId, pausedId]) {
        await waitFor(() => close.mock.calls.flat().includes(id))
      }
      close.mockRestore()
    })

    describe("within a workflow of whose later steps one fails", () => {
      const LATER = "The step after the webhook's failed"

      it("is gone again if it was added there", async () => {
        const { receiver, requests } = await receive()
        const before = (await get()).data.count
        const added = addingParentWorkflow(context.backend.container).run({
          input: { url: receiver.url },
        })
        await expect(added).rejects.toMatchObject({ message: LATER })
        expect((await get()).data.count).toBe(before)
        const other = await receive()
        await add(other.receiver)
        await finalize()
        await other.until(1)
        expect(requests).toEqual([])
      })

      it("is as it was, its headers too, if it was changed there", async () => {
        const { receiver, requests, until } = await receive()
        const other = await receive()
        const { id, order_webhook } = await add(receiver, {
          description: "The ERP",
          headers: { "x-shop": "eu" },
        })
        const changed = changingParentWorkflow(context.backend.container).run({
          input: {
            id,
            url: other.receiver.url,
            description: null,
            events: ["order.reverted"],
            format: "cloudevents",
            max_in_flight: 1,
            headers: { "x-key": "sesame" },
          },
        })
        await expect(changed).rejects.toMatchObject({ message: LATER })
        const { updated_at: _, ...before } = order_webhook
        expect((await get(`/${id}`)).data.order_webhook).toMatchObject(before)
        expect(await sealedNames(id)).toEqual(["x-shop"])
        await finalize()
        await until(1)
        expect(requests[0]!.headers).toMatchObject({ "x-shop": "eu" })
        expect(requests[0]!.headers).not.toHaveProperty("x-key")
        expect(other.requests).toEqual([])
      })
    })

    describe("in its URL", () => {
      it("is sent nothing at the old one that is claimed later, paused and enabled while requests are under way", async () => {
        const old = await receiveSlowly()
        const next = await receive()
        const other = await receive()
        const { id } = await add(old.receiver, { max_in_flight: 2 })
        await finalize(10)
        await waitFor(() => old.waiting.length === 2)
        await post(`/${id}/pause`)
        // A look later.
        await add(other.receiver)
        await finalize()
        await other.until(1)
        await post(`/${id}`, { url: `${next.receiver.url}/orders` })
        await post(`/${id}/enable`)
        old.answerAll()
        await untilDelivery(id, "done", 11)
        expect(old.requests).toHaveLength(2)
        expect(next.requests).toHaveLength(9)
      })

      it("is sent nothing there either if another instance has changed it, of which this one has not heard", async () => {
        const old = await receiveSlowly()
        const next = await receive()
        const { id } = await add(old.receiver, { max_in_flight: 2 })
        await finalize(6)
        await waitFor(() => old.waiting.length === 2)
        await sql(
          "update order_finalization_webhook set url = $2 where id = $1",
          [id, next.receiver.url]
        )
        old.answerAll()
        await untilDelivery(id, "done", 6)
        expect(old.requests).toHaveLength(2)
        expect(next.requests).toHaveLength(4)
      })
    })
  },
  {
    pluginOptions: {
      webhooks: { encryptionKey: KEY, allowedNetworks: NETWORKS },
    },
  }
)
