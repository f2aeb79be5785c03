import { Client } from "pg"
import { startApp } from "../helpers/backend/app"
import { waitFor } from "../helpers/watch/wait-for"
import { insertDueEvents } from "./outbox-rows"
import type { Part } from "./parts"

const WORK_MS = 20_000
const SAMPLE_MS = 500
const MB = 1024 * 1024

export type MemoryFigures = {
  backlog: number
  /** Of the backlog, while the memory was watched. */
  published: number
  idle_mb: number
  peak_mb: number
  above_idle_mb: number
}

/**
 * How much memory a backend takes for a backlog of so many events that its relay's own
 * job is working on, above what it takes at rest.
 */
export const run: Part<"memory"> = async (options, progress) => {
  const { databaseUrl, redisUrl, redisPrefix, count } = options
  const { stop } = await startApp({ databaseUrl, redisUrl, redisPrefix })
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  const countPublished = async () => {
    const { rows } = await client.query<{ published: number }>(
      "select count(published_at)::int as published from order_finalization_event"
    )
    return rows[0]!.published
  }
  try {
    const idle = rssAfterGc()
    progress(`memory: a backlog of ${count} events`)
    await insertDueEvents(client, 1, count)
    progress(`memory: watched for ${WORK_MS / 1000} s`)
    await waitFor(async () => (await countPublished()) > 0)
    let peak = 0
    for (const end = Date.now() + WORK_MS; Date.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS))
      peak = Math.max(peak, rssAfterGc())
    }
    const published = await countPublished()
    // The relay finds nothing more and ends.
    await client.query("truncate order_finalization_event")
    return {
      backlog: count,
      published,
      idle_mb: idle / MB,
      peak_mb: peak / MB,
      above_idle_mb: (peak - idle) / MB,
    }
  } finally {
    await client.end()
    await stop()
  }
}

/** What is in use, rather than what the collector has not got round to. */
const rssAfterGc = (): number => {
  global.gc!()
  return process.memoryUsage.rss()
}
