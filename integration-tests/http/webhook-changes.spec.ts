import { randomBytes } from "crypto"
import { describeOnEngine } from "../helpers/backend/engine"
import { operateWebhooks } from "../helpers/shop/operate-webhooks"
import { verify } from "../helpers/shop/webhooks"

const KEY = randomBytes(32).toString("base64")
const NETWORKS = ["127.0.0.0/8"]

describeOnEngine(
  "A webhook that a person changes",
  (context) => {
    const { receive, add, get, post, untilStatus, sql, finalize } =
      operateWebhooks(context)

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
  },
  {
    pluginOptions: {
      webhooks: { encryptionKey: KEY, allowedNetworks: NETWORKS },
    },
  }
)
