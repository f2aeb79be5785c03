import { setTimeout as sleep } from "timers/promises"
import type { Client } from "pg"
import { lockOrder } from "../../src/modules/order-finalization/queries/finalization/lock-order"
import { recordEvent } from "../../src/modules/order-finalization/queries/outbox/record-event"
import { settleStaged } from "../../src/modules/order-finalization/queries/finalization/settle-staged"
import { stageOrder } from "../../src/modules/order-finalization/queries/finalization/stage-order"
import { trackOrder } from "../../src/modules/order-finalization/queries/finalization/track-order"
import { UNKNOWN_RUN } from "../../src/modules/order-finalization/types"
import { withClient } from "../helpers/services/databases"
import { createTestEngine, type TestEngine } from "../helpers/backend/engine"
import { toSqlManager } from "../helpers/services/sql-manager"

const WRITERS = 16
const ORDERS_PER_WRITER = 8
/** In milliseconds: how long a writer's transaction stays open at most. */
const COMMIT_DELAY = 5
const HOUR = 3_600_000

describe("The positions of the feed", () => {
  let engine: TestEngine
  let orders = 0

  beforeAll(async () => {
    engine = await createTestEngine()
  })
  afterAll(async () => await engine.dispose())

  const withDatabase = async <T>(fn: (client: Client) => Promise<T>) =>
    await withClient(engine.databaseUrl, fn)

  const newOrder = () => ({
    ...UNKNOWN_RUN,
    order_id: `order_${String(++orders).padStart(8, "0")}`,
  })

  // The feed shows whatever was recorded: the rest of the payload is of no matter.
  const newEvent = (orderId: string, sequence: number) =>
    ({
      id: orderId,
      event_id: `ordev_${orderId}_${sequence}`,
      sequence,
      occurred_at: new Date().toISOString(),
    }) as never

  const stage = async (client: Client) => {
    const order = newOrder()
    const event = newEvent(order.order_id, 1)
    const id = `ordfin_${order.order_id}`
    await stageOrder(toSqlManager(client), id, order, event, HOUR)
    return order.order_id
  }

  /** As the wake-up does. */
  const settle = async (client: Client, orderId: string) =>
    await settleStaged(toSqlManager(client), orderId, HOUR, HOUR)

  /** As settling from evidence does, under the order's lock. */
  const record = async (client: Client, orderId: string, sequence: number) => {
    const sql = toSqlManager(client)
    const order = { ...UNKNOWN_RUN, order_id: orderId }
    await trackOrder(sql, `ordfin_${orderId}`, order, HOUR)
    await lockOrder(sql, orderId)
    const name = sequence === 1 ? "order.finalized" : "order.reverted"
    await recordEvent(sql, name, newEvent(orderId, sequence))
  }

  const readPositions = async (client: Client) => {
    const { rows } = await client.query<{ position: number }>(
      "select position from order_finalization_event where position is not null order by position"
    )
    return rows.map(({ position }) => position)
  }

  const readCounter = async (client: Client): Promise<number> => {
    const { rows } = await client.query(
      "select last_position from order_finalization_progress"
    )
    return rows[0].last_position
  }

  it(`are given in the order of commits, without a gap, under ${WRITERS} writers of which some fail`, async () => {
    const before = await withDatabase(readCounter)
    /** One order after the other, each settled by the one way or the other. */
    const write = async (): Promise<number> =>
      await withDatabase(async (client) => {
        let committed = 0
        const inTransaction = async (fn: () => Promise<unknown>) => {
          await client.query("begin")
          await fn()
          await sleep(Math.random() * COMMIT_DELAY)
          const fails = Math.random() < 0.2
          await client.query(fails ? "rollback" : "commit")
          committed += fails ? 0 : 1
          return !fails
        }
        for (let count = 0; count < ORDERS_PER_WRITER; count++) {
          const staged = await stage(client)
          await inTransaction(async () => await settle(client, staged))
          const { order_id } = newOrder()
          if (
            await inTransaction(async () => await record(client, order_id, 1))
          ) {
            await inTransaction(async () => await record(client, order_id, 2))
          }
        }
        return committed
      })

    let isWriting = true
    /** What one statement sees never has a gap, and never loses its end. */
    const watch = async (): Promise<number> =>
      await withDatabase(async (client) => {
        let looks = 0
        for (let last = before; isWriting; looks++) {
          const { rows } = await client.query<{ seen: number; end: number }>(
            `select count(*)::int as seen, coalesce(max(position), $1) as end
             from order_finalization_event where position > $1`,
            [before]
          )
          const { seen, end } = rows[0]!
          expect(seen).toBe(end - before)
          expect(end).toBeGreaterThanOrEqual(last)
          last = end
        }
        return looks
      })
    const watching = watch()
    const writing = await Promise.allSettled(
      Array.from({ length: WRITERS }, write)
    )
    isWriting = false
    expect(await watching).toBeGreaterThan(10)

    // None has failed by a deadlock.
    let committed = 0
    for (const result of writing) {
      expect(result).toMatchObject({ status: "fulfilled" })
      committed += result.status === "fulfilled" ? result.value : 0
    }
    await withDatabase(async (client) => {
      expect(await readPositions(client)).toEqual(
        Array.from({ length: before + committed }, (_, index) => index + 1)
      )
      expect(await readCounter(client)).toBe(before + committed)
      // An order's events stand in their sequence.
      const { rows } = await client.query(
        `select from order_finalization_event f join order_finalization_event r using (order_id)
         where f.sequence < r.sequence and f.position > r.position`
      )
      expect(rows).toEqual([])
    })
  }, 60_000)

  it("are taken by nothing that makes no event due: neither settled twice, nor recorded twice, nor rolled back", async () => {
    await withDatabase(async (client) => {
      const orderId = await stage(client)
      const before = await readCounter(client)
      await client.query("begin")
      await settle(client, orderId)
      await client.query("rollback")
      expect(await readCounter(client)).toBe(before)

      expect(await settle(client, orderId)).toMatchObject({
        order_id: orderId,
      })
      expect(await readCounter(client)).toBe(before + 1)
      expect(await settle(client, orderId)).toBeNull()
      expect(await settle(client, "order_unknown")).toBeNull()
      await record(client, orderId, 1)
      expect(await readCounter(client)).toBe(before + 1)

      await record(client, orderId, 2)
      await record(client, orderId, 2)
      expect(await readCounter(client)).toBe(before + 2)
      const { rows } = await client.query(
        "select sequence, position from order_finalization_event where order_id = $1 order by 1",
        [orderId]
      )
      expect(rows).toEqual([
        { sequence: 1, position: before + 1 },
        { sequence: 2, position: before + 2 },
      ])
    })
  })

  it("are kept from others for some seconds at most by a process that stops in the middle", async () => {
    await withDatabase(async (frozen) => {
      const lost = new Promise<Error>((resolve) => frozen.on("error", resolve))
      await frozen.query("begin")
      await record(frozen, newOrder().order_id, 1)
      await withDatabase(async (client) => {
        const before = await readCounter(client)
        await record(client, newOrder().order_id, 1)
        expect(await readCounter(client)).toBe(before + 1)
      })
      expect((await lost).message).toContain("idle-in-transaction")
    })
  }, 20_000)

  it("are missed by no event: without the counter's row none becomes due", async () => {
    await withDatabase(async (client) => {
      const orderId = await stage(client)
      await client.query("begin")
      await client.query("delete from order_finalization_progress")
      await client.query("savepoint settling")
      await expect(settle(client, orderId)).rejects.toThrow("has_position")
      await client.query("rollback to savepoint settling")
      await expect(record(client, orderId, 1)).rejects.toThrow("has_position")
      await client.query("rollback")
    })
  })
})
