import type { IEventBusModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { Client } from "pg"
import { OrderFinalizationEvents } from "../../src"
import { publishOrderEventsWorkflow } from "../../src/workflows"
import {
  BATCH_SIZE,
  BATCHES_AT_ONCE,
  EMIT_OPTIONS,
} from "../../src/workflows/relay/relay"
import { startApp } from "../helpers/backend/app"
import { deleteByPrefix } from "../helpers/services/redis"
import { insertCoreOrders, insertDueEvents } from "./outbox-rows"
import type { Part } from "./parts"
import { openPgBossRelay, PG_BOSS_WORKERS } from "./pg-boss-relay"
import { median } from "./statistics"

const ROUNDS = 3

export type RelayFigures = {
  events: number
  events_per_s: number
  pgboss_events_per_s: number
  pgboss_workers: number
  /** The plugin's relay with an event bus that takes everything at once. */
  outbox_alone_per_s: number
  /** The event bus alone, given the same events in the same batches. */
  bus_alone_per_s: number
}

type Message = { name: string; data: Record<string, unknown> }

type Side = {
  fill(): Promise<void>
  drain(): Promise<void>
  /** How many events it has published. */
  count(): Promise<number>
}

/**
 * How fast a backlog reaches the Redis event bus: through the plugin's relay, and through
 * pg-boss on the same server with the same messages, alternately; and how fast the relay's
 * two halves are, the outbox and the bus, each without the other.
 */
export const run: Part<"relay"> = async (options, progress) => {
  const { databaseUrl, redisUrl, redisPrefix, count } = options
  const { container, stop } = await startApp({
    databaseUrl,
    redisUrl,
    redisPrefix,
    // The jobs wait in Redis: what subscribers make of them is not the relay's work, and
    // no job of this process begins to publish before the clock does.
    // Core's optional cache would look at each event as it is emitted.
    env: { MEDUSA_WORKER_MODE: "server", WITHOUT_CACHING: "1" },
  })
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const bus = container.resolve(Modules.EVENT_BUS)
    // Events that nobody listens to do not get as far as Redis.
    const name = OrderFinalizationEvents.FINALIZED
    bus.subscribe(name, async () => {}, { subscriberId: "bench-relay" })

    // A backlog is late, and a late event is published once its order is seen to stand.
    await insertCoreOrders(client, 1, count)
    const pgBoss = await openPgBossRelay(databaseUrl, bus)
    const relay: Side = {
      fill: async () => {
        await client.query("truncate order_finalization_event")
        await insertDueEvents(client, 1, count)
      },
      drain: async () => {
        await publishOrderEventsWorkflow(container).run()
      },
      count: async () => {
        const { rows } = await client.query<{ published: number }>(
          "select count(published_at)::int as published from order_finalization_event"
        )
        return rows[0]!.published
      },
    }
    const emit = bus.emit.bind(bus)
    const outboxAlone: Side = {
      ...relay,
      drain: async () => {
        bus.emit = async () => {}
        try {
          await relay.drain()
        } finally {
          bus.emit = emit
        }
      },
    }
    const busAlone = openBusAlone(client, bus, count, relay.fill)
    const measure = async (side: Side): Promise<number> => {
      await side.fill()
      // Or one side would pay for what the other has left to be written.
      await client.query("checkpoint")
      const start = performance.now()
      await side.drain()
      const seconds = (performance.now() - start) / 1000
      const published = await side.count()
      if (published !== count) {
        throw new Error(`Expected ${count} published events, got ${published}`)
      }
      await deleteByPrefix(redisUrl!, redisPrefix!)
      return count / seconds
    }

    const sides = { relay, pgBoss, outboxAlone, busAlone }
    const rates: Record<keyof typeof sides, number[]> = {
      relay: [],
      pgBoss: [],
      outboxAlone: [],
      busAlone: [],
    }
    for (let round = 1; round <= ROUNDS; round++) {
      progress(`relay: ${count} events four times, round ${round} of ${ROUNDS}`)
      for (const [name, side] of Object.entries(sides)) {
        rates[name as keyof typeof sides].push(await measure(side))
      }
    }
    await pgBoss.close()
    return {
      events: count,
      events_per_s: median(rates.relay),
      pgboss_events_per_s: median(rates.pgBoss),
      pgboss_workers: PG_BOSS_WORKERS,
      outbox_alone_per_s: median(rates.outboxAlone),
      bus_alone_per_s: median(rates.busAlone),
    }
  } finally {
    await client.end()
    await stop()
  }
}

const openBusAlone = (
  client: Client,
  bus: IEventBusModuleService,
  count: number,
  fill: () => Promise<void>
): Side => {
  let events: Message[] = []
  let emitted = 0
  const emitBatches = async () => {
    for (;;) {
      const batch = events.splice(0, BATCH_SIZE)
      if (!batch.length) {
        return
      }
      await bus.emit(batch, { ...EMIT_OPTIONS })
      emitted += batch.length
    }
  }
  return {
    fill: async () => {
      await fill()
      const { rows } = await client.query<Message>(
        "select name, data from order_finalization_event limit $1",
        [count]
      )
      events = rows
      emitted = 0
    },
    drain: async () => {
      await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, emitBatches))
    },
    count: async () => emitted,
  }
}
