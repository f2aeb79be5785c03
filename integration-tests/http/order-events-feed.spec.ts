import { setTimeout as sleep } from "timers/promises"
import type { Client } from "pg"
import { ORDER_FINALIZATION_MODULE } from "../../src/modules/order-finalization"
import type Service from "../../src/modules/order-finalization/service"
import {
  UNKNOWN_RUN,
  type OrderFinalizedEventData,
  type OrderRevertedEventData,
} from "../../src/modules/order-finalization/types"
import { recordEvent } from "../../src/modules/order-finalization/queries/outbox/record-event"
import type { ApiData } from "../helpers/backend/api"
import { withClient } from "../helpers/services/databases"
import { FREE_ORDER } from "../helpers/shop/free-order"
import { describeOnEngine } from "../helpers/backend/engine"
import { toSqlManager } from "../helpers/services/sql-manager"
import { waitFor } from "../helpers/watch/wait-for"

const WRITERS = 16
const ORDERS_PER_WRITER = 12
/** In milliseconds: how long a writer's transaction stays open at most. */
const COMMIT_DELAY = 10

/** What each event says beside what both say. */
const REST_OF_DATA: {
  "order.finalized": Pick<
    OrderFinalizedEventData,
    "currency_code" | "total" | "payment"
  >
  "order.reverted": Pick<OrderRevertedEventData, "was_finalized" | "reason">
} = {
  "order.finalized": {
    currency_code: "eur",
    total: 10,
    payment: {
      status: "authorized",
      authorized_amount: 10,
      captured_amount: 0,
      transaction_ids: [],
    },
  },
  "order.reverted": {
    was_finalized: true,
    reason: { code: "order_canceled", step: null },
  },
}

type Written = {
  id: string
  order_id: string
  sequence: number
  position?: number
}

const cursorOf = (text: string) => Buffer.from(text).toString("base64url")

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
    const data = { ...event, ...REST_OF_DATA[name] }
    await recordEvent(toSqlManager(client), name, data)
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

  const lastPosition = async (): Promise<number> =>
    await withDatabase(async (client) => {
      const { rows } = await client.query(
        "select last_position from order_finalization_progress"
      )
      return rows[0].last_position
    })

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
  const pollByColumn = async (
    column: "id" | "position",
    isOver: () => boolean,
    start: string | number
  ) =>
    await withDatabase(async (client) => {
      const seen: string[] = []
      let after = start
      for (let isLast = false; !isLast;) {
        isLast = isOver()
        const { rows } = await client.query(
          `select id, ${column} as cursor from order_finalization_event
           where position is not null and ${column} > $1 order by ${column}`,
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

  it("has a cursor before its first event, from which the first is read", async () => {
    const { data } = await read()
    expect(data).toEqual({
      order_events: [],
      next_cursor: expect.any(String),
      behind: { events: 0, oldest_due_at: null },
    })
    const again = await read({ after: data.next_cursor })
    expect(again.data).toEqual(data)
    const first = await withDatabase(
      async (client) => await record(client, `order_first${events}`)
    )
    const { order_events } = (await read({ after: data.next_cursor })).data
    expect(order_events).toMatchObject([{ id: first.id, position: 1 }])
  })

  it(`loses, repeats and reorders nothing under ${WRITERS} writers, and shows it by its positions`, async () => {
    const start = await end()
    const last = await lastPosition()
    let isWriting = true
    const isOver = () => !isWriting
    const started = `ordev_FEED${Date.now()}`
    const readers = Promise.all([
      pollFeed(isOver, start),
      pollByColumn("id", isOver, started),
      pollByColumn("position", isOver, last),
    ])
    const written = (
      await Promise.all(Array.from({ length: WRITERS }, (_, i) => write(i)))
    ).flat()
    isWriting = false
    const [seen, byId, byPosition] = await readers

    const ids = written.map(({ id }) => id).sort()
    expect(seen.map(({ id }) => id).sort()).toEqual(ids)
    expect(seen.map(({ position }) => position)).toEqual(
      ids.map((_, index) => last + 1 + index)
    )
    for (const { order_id } of written) {
      const ofOrder = seen.filter((event) => event.order_id === order_id)
      const sequences = ofOrder.map(({ sequence }) => sequence)
      expect(sequences).toEqual([...sequences].sort())
    }
    // The same writers, read from a replica, say: the position is a cursor, the ID is none.
    expect(byPosition).toEqual(seen.map(({ id }) => id))
    expect(byId.length).toBeLessThan(ids.length)
  }, 60_000)

  it("waits for no transaction of others that takes long, and says how far behind it is", async () => {
    const after = await end()
    await withDatabase(async (other) => {
      await other.query("begin isolation level repeatable read")
      await other.query("create table other_work (id int)")
      const written = await withDatabase(async (client) => [
        await record(client, `order_one${events}`),
        await record(client, `order_two${events}`),
      ])
      const first = (await read({ after, limit: 1 })).data
      expect(first.order_events).toMatchObject([{ id: written[0]!.id }])
      expect(first.behind).toEqual({
        events: 1,
        oldest_due_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      })
      const second = (await read({ after: first.next_cursor })).data
      expect(second.order_events).toMatchObject([{ id: written[1]!.id }])
      expect(second.behind).toEqual({ events: 0, oldest_due_at: null })
      await other.query("rollback")
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
    const ids = (data: ApiData) =>
      data.order_events.map(({ id }: Written) => id)

    const first = (await read({ after: start, limit: 2 })).data
    expect(ids(first)).toEqual(written.slice(0, 2).map(({ id }) => id))
    expect(first.behind.events).toBe(1)
    const last = await lastPosition()
    expect(first.order_events[0]).toEqual({
      position: last - 2,
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
    // The end of the feed, though the filter has left out what stands there.
    const { next_cursor } = (await read({ after: start })).data
    expect(reverted.data.next_cursor).toBe(next_cursor)
    expect(ids((await read({ after: next_cursor })).data)).toEqual([])
  })

  it("keeps an event's position when it is delivered again", async () => {
    const after = await end()
    const { id } = await withDatabase(
      async (client) => await record(client, `order_again${events}`)
    )
    const [before] = (await read({ after })).data.order_events
    const { api, adminHeaders } = context.backend
    const path = `/admin/order-events/${id}/redeliver`
    const { data } = await api.post(path, {}, adminHeaders)
    expect(data.order_event).toMatchObject({ id, position: before.position })
    const { order_events } = (await read({ after })).data
    expect(order_events).toMatchObject([{ id, position: before.position }])
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
      [{ after: cursorOf("v2:7:0:") }, "next_cursor"],
      [{ after: cursorOf("v2:0:0:ordev_1") }, "next_cursor"],
      [{ after: cursorOf("v2:9999999999:0:ordev_1") }, "next_cursor"],
      [{ after: cursorOf("v2:NaN:NaN:") }, "next_cursor"],
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
    await withDatabase(
      async (client) => await record(client, `order_here${events}`)
    )
    for (const position of [await lastPosition(), 1_000_000]) {
      const after = cursorOf(`v2:${position}:0:ordev_OTHER`)
      const { status, data } = await read({ after })
      expect(status).toBe(409)
      expect(data).toMatchObject({ type: "conflict" })
      expect(data.message).toContain("Leave `after` out")
    }
  })

  it("tells a reader to start over when the database was restored to an earlier moment, also when more was written since", async () => {
    const recordSome = async (count: number) =>
      await withDatabase(async (client) => {
        const written: Written[] = []
        for (let order = 0; order < count; order++) {
          written.push(await record(client, `order_restored${events}`))
        }
        return written
      })
    await recordSome(2)
    const kept = await end()
    const [first] = await recordSome(3)
    const lost = await end()
    const within = (await read({ after: kept, limit: 1 })).data.next_cursor

    // What a restore leaves: neither the events nor the numbers that they took.
    const position = await lastPosition()
    await withDatabase(async (client) => {
      await client.query(
        "delete from order_finalization_event where position > $1",
        [position - 3]
      )
      await client.query(
        "update order_finalization_progress set last_position = last_position - 3"
      )
    })
    for (const more of [0, 1, 2, 5]) {
      await recordSome(more)
      for (const after of [lost, within]) {
        const { status, data } = await read({ after })
        expect({ more, status }).toEqual({ more, status: 409 })
        expect(data.message).toContain("restored to an earlier moment")
      }
    }
    // One whose last event was not lost goes on where it was.
    const { status, data } = await read({ after: kept })
    expect(status).toBe(200)
    expect(data.order_events.map((event: Written) => event.position)).toEqual(
      Array.from({ length: 8 }, (_, index) => position - 2 + index)
    )
    expect(data.order_events.map(({ id }: Written) => id)).not.toContain(
      first!.id
    )
    expect((await read({ after: await end() })).status).toBe(200)
  })
})
