import { MedusaModule } from "@medusajs/framework/modules-sdk"
import { describeOnEngine } from "../helpers/backend/engine"
import { withClient } from "../helpers/services/databases"
import { migrationsOf } from "../helpers/services/migrate-module"
import { installRelease, listReleases } from "../helpers/services/releases"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { waitFor } from "../helpers/watch/wait-for"

type StoredEvent = {
  id: string
  order_id: string
  position: number | null
  published_at: Date | null
}

describe.each(listReleases())("A backend that had %s", (release) => {
  describeOnEngine(
    "and is upgraded",
    (context) => {
      let left: StoredEvent[]

      const listEvents = async () =>
        await withClient(context.engine.databaseUrl, async (client) => {
          const { rows } = await client.query<StoredEvent>(
            "select id, order_id, position, published_at from order_finalization_event order by position"
          )
          return rows
        })

      beforeAll(async () => {
        const { databaseUrl } = context.engine
        await installRelease(databaseUrl, release)
        await MedusaModule.migrateUp(migrationsOf(databaseUrl))
        left = await listEvents()
        await context.restart()
      })

      it("publishes what was due, and tells again of nothing that had left", async () => {
        const due = left.filter(({ position }) => position)
        expect(due.some(({ published_at }) => !published_at)).toBe(true)

        const isLeft = async () =>
          (await listEvents()).every(
            ({ position, published_at }) => !position || published_at
          )
        await waitFor(isLeft, { message: "what was due to be published" })

        const now = new Map(
          (await listEvents()).map((event) => [event.id, event])
        )
        for (const event of due.filter(({ published_at }) => published_at)) {
          expect(now.get(event.id)).toEqual(event)
        }
      })

      it("goes on with the feed where it was", async () => {
        const { cart_id } = await readyCart(context.backend)
        const { data } = await completeCart(context.backend, cart_id)
        const find = async () =>
          (await listEvents()).find(
            ({ order_id, published_at }) =>
              order_id === data.order.id && published_at
          )
        await waitFor(async () => Boolean(await find()), {
          message: "the new order to be told of",
        })

        const { api, adminHeaders } = context.backend
        const { data: feed } = await api.get(
          "/admin/order-events?limit=1000",
          adminHeaders
        )
        const positions = feed.order_events.map(
          ({ position }: StoredEvent) => position
        )
        expect(positions).toEqual(
          positions.map((_: number, index: number) => index + 1)
        )
        expect(feed.order_events.map(({ id }: StoredEvent) => id)).toEqual(
          expect.arrayContaining(
            left.filter(({ position }) => position).map(({ id }) => id)
          )
        )
        expect(feed.order_events.at(-1).data.id).toBe(data.order.id)
      })

      it("shows its records and webhooks as they were", async () => {
        const { api, adminHeaders } = context.backend
        const list = async (path: string) =>
          (await api.get(path, adminHeaders)).data
        const { order_finalizations } = await list(
          "/admin/order-finalizations?limit=100"
        )
        const ids = order_finalizations.map(
          ({ order_id }: StoredEvent) => order_id
        )
        expect(ids).toEqual(
          expect.arrayContaining(left.map(({ order_id }) => order_id))
        )
        const { order_webhooks } = await list("/admin/order-webhooks")
        expect(order_webhooks).toEqual([
          expect.objectContaining({ description: "CRM", status: "failing" }),
        ])
      })
    },
    { boot: false }
  )
})
