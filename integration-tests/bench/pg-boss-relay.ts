import type { IEventBusModuleService } from "@medusajs/framework/types"
import { Client } from "pg"
import PgBoss from "pg-boss"
import {
  BATCH_SIZE,
  BATCHES_AT_ONCE,
  EMIT_OPTIONS,
} from "../../src/workflows/relay/relay"
import { OrderFinalizationEvents } from "../../src"

const QUEUE = "order-events"
/** As many as batches that the plugin's relay has under way at once, and as large. */
export const PG_BOSS_WORKERS = BATCHES_AT_ONCE

/**
 * What the plugin's relay does, done with pg-boss: jobs with the payloads of the outbox,
 * fetched, emitted and completed. Its workers fetch again at once; `work()` would wait
 * half a second between two batches.
 */
export const openPgBossRelay = async (
  databaseUrl: string,
  bus: IEventBusModuleService
) => {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  // Without its maintenance, which would run beside the measurement.
  const boss = new PgBoss({
    connectionString: databaseUrl,
    supervise: false,
    schedule: false,
  })
  boss.on("error", (error) => console.error(error))
  await boss.start()
  await boss.createQueue(QUEUE)

  const work = async () => {
    for (;;) {
      const jobs = await boss.fetch(QUEUE, { batchSize: BATCH_SIZE })
      if (!jobs.length) {
        return
      }
      await bus.emit(
        jobs.map(({ data }) => ({
          name: OrderFinalizationEvents.FINALIZED,
          data,
        })),
        { ...EMIT_OPTIONS }
      )
      const ids = jobs.map(({ id }) => id)
      await boss.complete(QUEUE, ids)
    }
  }

  return {
    /** Puts the payloads of the outbox into the queue. */
    fill: async () => {
      await client.query("truncate pgboss.job")
      await client.query(
        "insert into pgboss.job (name, data) select $1, data from order_finalization_event order by id",
        [QUEUE]
      )
      await client.query("vacuum analyze pgboss.job")
    },
    drain: async () => {
      await Promise.all(Array.from({ length: PG_BOSS_WORKERS }, work))
    },
    count: async () => {
      const { rows } = await client.query<{ completed: number }>(
        "select count(completed_on)::int as completed from pgboss.job"
      )
      return rows[0]!.completed
    },
    close: async () => {
      await boss.stop({ graceful: false, wait: true })
      await client.end()
    },
  }
}
