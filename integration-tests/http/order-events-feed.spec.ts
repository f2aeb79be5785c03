import { setTimeout as sleep } from "timers/promises"
import type { Client } from "pg"
import { ORDER_FINALIZATION_MODULE } from "../../src/modules/order-finalization"
import type Service from "../../src/modules/order-finalization/service"
import { UNKNOWN_RUN } from "../../src/modules/order-finalization/types"
import { recordEvent } from "../../src/modules/order-finalization/queries/record-event"
import type { ApiData } from "../helpers/api"
import { withClient } from "../helpers/databases"
import { FREE_ORDER } from "../helpers/free-order"
import { describeOnEngine } from "../helpers/engine"
import { toSqlManager } from "../helpers/sql-manager"
import { waitFor } from "../helpers/wait-for"

const WRITERS = 16
const ORDERS_PER_WRITER = 12
/** In milliseconds: how long a writer's transaction stays open at most. */
const COMMIT_DELAY = 40

type Written = { id: string; order_id: string; sequence: number }

describeOnEngine("The feed of order events", (context) => {
  let events = 0

  const withDatabase = async <T>(fn: (client: Client) => Promise<T>) =>
    await withClient(context.engine.databaseUrl, fn)

  const newEvent = (orderId: string, sequence = 1) => {
    // As a ULID: later events have larger IDs, given before their transaction commits.
    const count = String(++events).padStart(8, "0")
    return {
      id: orderId,
      event_id: `ordev_FEED${Date.now()}${count}`,
      sequence,
      occurred_at: new Date().toISOString(),
      cart_id: null,
      display_id: null,
    }
  }

  const record = async (client: Client, orderId: string, sequence = 1) => {
    const event = newEvent(orderId, sequence)
    const name = sequence === 1 ? "order.finalized" : "order.reverted"
    // The feed shows whatever was recorded: the rest of the payload is of no matter.
    await recordEvent(toSqlManager(client), name, event as never)
    return { id: event.event_id, order_id: orderId, sequence }
  }

  const read = async (parameters: Record<string, string | number> = {}) => {
    const { api, adminHeaders } = context.backend
    const search = new URLSearchParams()
    for (const [key, value] of Object.entries(parameters)) {
      search.set(key, String(value))
    }
    return await api.get(`/admin/order-events?${search}`, adminHeaders)
  }

  /** The cursor of now: every test begins where the one before has ended. */
  const end = async (): Promise<string> => {
    let after = ""
    await waitFor(async () => {
      const { data } = await read({ limit: 1000, ...(after && { after }) })
      after = data.next_cursor
      return data.behind.events === 0
    })
    return after
  }

  /** Writes events one transaction each, committed after a random delay, or not at all. */
  const write = async (writer: number): Promise<Written[]> =>
    await withDatabase(async (client) => {
      const written: Written[] = []
      for (let count = 0; count < ORDERS_PER_WRITER; count++) {
        const orderId = `order_FEED${Date.now()}W${writer}N${count}`
        for (const sequence of [1, 2]) {
          await client.query("begin")
          const event = await record(client, orderId, sequence)
          await sleep(Math.random() * COMMIT_DELAY)
          const fails = sequence === 2 && Math.random() < 0.2
          await client.query(fails ? "rollback" : "commit")
          if (!fails) {
            written.push(event)
          }
        }
      }
      return written
    })

  /** Polls with the last value of a column as cursor, as one would who knows no better. */
  const pollNaively = async (
    column: "id" | "feed_key",
    isOver: () => boolean,
    start: string
  ) =>
    await withDatabase(async (client) => {
      const seen: string[] = []
      let after = start
      for (let isLast = false; !isLast;) {
        isLast = isOver()
        const { rows } = await client.query(
          `select id, ${column} as cursor from order_event
           where feed_key is not null and ${column} > $1 order by ${column}`,
          [after]
        )
        seen.push(...rows.map(({ id }) => id))
        after = rows.at(-1)?.cursor ?? after
        await sleep(2)
      }
      return seen
    })

  const pollFeed = async (isOver: () => boolean, start: string) => {
    const seen: Written[] = []
    let after = start
    await waitFor(
      async () => {
        const wasOver = isOver()
        const { status, data } = await read({ after, limit: 7 })
        expect(status).toBe(200)
        seen.push(...data.order_events)
        after = data.next_cursor
        return wasOver && data.behind.events === 0
      },
      { timeout: 60_000, message: "the end of the feed" }
    )
    return seen
  }

  it(`loses, repeats and reorders nothing under ${WRITERS} writers; plain cursors lose events`, async () => {
    const start = await end()
    let isWriting = true
    const isOver = () => !isWriting
    const started = `ordev_FEED${Date.now()}`
    const { rows } = await withDatabase(
      async (client) =>
        await client.query("select max(feed_key) as key from order_event")
    )
    const readers = Promise.all([
      pollFeed(isOver, start),
      pollNaively("id", isOver, started),
      pollNaively("feed_key", isOver, rows[0].key ?? ""),
    ])
    const written = (
      await Promise.all(Array.from({ length: WRITERS }, (_, i) => write(i)))
    ).flat()
    isWriting = false
    const [seen, byId, byKey] = await readers

    const ids = written.map(({ id }) => id).sort()
    expect(seen.map(({ id }) => id).sort()).toEqual(ids)
    for (const { order_id } of written) {
      const ofOrder = seen.filter((event) => event.order_id === order_id)
      const sequences = ofOrder.map(({ sequence }) => sequence)
      expect(sequences).toEqual([...sequences].sort())
    }
    // The same writers, read with a cursor on the ID and on the key alone.
    expect(byId.length).toBeLessThan(ids.length)
    expect(byKey.length).toBeLessThan(ids.length)
  })

  it("waits for a transaction in flight, and says how far behind it is", async () => {
    const after = await end()
    await withDatabase(async (slow) => {
      await slow.query("begin")
      const first = await record(slow, `order_slow${events}`)
      const second = await withDatabase(
        async (client) => await record(client, `order_fast${events}`)
      )
      const blocked = (await read({ after })).data
      expect(blocked.order_events).toEqual([])
      expect(blocked.behind).toEqual({
        events: 1,
        oldest_due_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      })
      await slow.query("commit")

      const both = await waitFor(async () => {
        const { data } = await read({ after: blocked.next_cursor })
        return data.order_events.length === 2 && data
      })
      expect(both.order_events.map(({ id }: Written) => id)).toEqual([
        first.id,
        second.id,
      ])
      expect(both.behind).toEqual({ events: 0, oldest_due_at: null })
    })
  })

  it("pages with stable cursors and filters, and shows what the bus shows", async () => {
    const start = await end()
    const order = `order_pages${events}`
    const written = await withDatabase(async (client) => [
      await record(client, order),
      await record(client, order, 2),
      await record(client, `${order}_other`),
    ])
    await waitFor(
      async () => (await read({ after: start })).data.behind.events === 0
    )
    const ids = (data: ApiData) =>
      data.order_events.map(({ id }: Written) => id)

    const first = (await read({ after: start, limit: 2 })).data
    expect(ids(first)).toEqual(written.slice(0, 2).map(({ id }) => id))
    expect(first.behind.events).toBe(1)
    expect(first.order_events[0]).toEqual({
      id: written[0]!.id,
      name: "order.finalized",
      order_id: order,
      sequence: 1,
      occurred_at: first.order_events[0].data.occurred_at,
      data: expect.objectContaining({ id: order, event_id: written[0]!.id }),
      published_at: first.order_events[0].published_at,
    })
    const rest = async () =>
      (await read({ after: first.next_cursor, limit: 2 })).data
    expect(ids(await rest())).toEqual([written[2]!.id])
    expect(ids(await rest())).toEqual([written[2]!.id])

    const ofOrder = await read({ after: start, order_id: order })
    expect(ids(ofOrder.data)).toEqual(written.slice(0, 2).map(({ id }) => id))
    const reverted = await read({ after: start, name: "order.reverted" })
    expect(ids(reverted.data)).toEqual([written[1]!.id])
    expect(
      ids((await read({ after: reverted.data.next_cursor })).data)
    ).toEqual([])
  })

  it("keeps what it has shown: an order that is undone before the bus took its event has both", async () => {
    const after = await end()
    const service = context.backend.container.resolve<Service>(
      ORDER_FINALIZATION_MODULE
    )
    const order = { ...UNKNOWN_RUN, order_id: `order_undone${Date.now()}` }
    await service.settleOrder(order, FREE_ORDER)
    await service.settleOrder(order, { ...FREE_ORDER, order: null })
    const { order_events } = await waitFor(async () => {
      const { data } = await read({ after })
      return data.order_events.length > 1 && data
    })
    expect(order_events).toMatchObject([
      { name: "order.finalized", order_id: order.order_id, sequence: 1 },
      { name: "order.reverted", sequence: 2, data: { was_finalized: true } },
    ])
  })

  it("refuses what is no cursor, no limit and no event, with a sentence", async () => {
    const refused: [Record<string, string | number>, string][] = [
      [{ after: "abc" }, "next_cursor"],
      [{ after: Buffer.from("v1:0:7").toString("base64url") }, "next_cursor"],
      [{ after: `${await end()}!` }, "next_cursor"],
      [{ limit: 0 }, "limit"],
      [{ limit: 1001 }, "limit"],
      [{ limit: "many" }, "limit"],
      [{ name: "order.placed" }, "name"],
      [{ offset: 1 }, "offset"],
    ]
    for (const [parameters, word] of refused) {
      const { status, data } = await read(parameters)
      expect({ parameters, status }).toEqual({ parameters, status: 400 })
      expect(data.message).toContain(word)
    }
    const { api } = context.backend
    expect((await api.get("/admin/order-events")).status).toBe(401)
  })

  it("tells a reader to start over whose cursor is of another database", async () => {
    const key = `${"9".repeat(20)}ordev_OTHER`
    const cursor = Buffer.from(`v1:0:${key}`).toString("base64url")
    const { status, data } = await read({ after: cursor })
    expect(status).toBe(409)
    expect(data).toMatchObject({ type: "conflict" })
    expect(data.message).toContain("Leave `after` out")
  })

  it("takes in the events of a restored database in their order, and starts a new epoch", async () => {
    const before = await end()
    const order = `order_restored${events}`
    const restored = await withDatabase(async (client) => [
      await record(client, order),
      await record(client, order, 2),
    ])
    // As a dump of a cluster that had seen more transactions brings them.
    await withDatabase(async (client) => {
      await client.query(
        `update order_event
         set feed_key = lpad((9000000000 + sequence)::text, 20, '0') || id
         where order_id = $1`,
        [order]
      )
    })
    const { status } = await read({ after: before })
    expect(status).toBe(409)
    const { order_events } = await waitFor(async () => {
      const { data } = await read({ order_id: order })
      return data.order_events.length > 0 && data
    })
    expect(order_events.map(({ id }: Written) => id)).toEqual(
      restored.map(({ id }) => id)
    )
    expect((await read({ after: await end() })).status).toBe(200)
  })
})
