import { execFileSync } from "child_process"
import { Client } from "pg"
import { median } from "../bench/statistics"

const EVERY_MS = 2_000
const KB_PER_MB = 1024

export type Samples = {
  /** What the process holds, at the median of the second and of the last quarter. */
  memory_mb: { second: number; last: number }
  /** At most, to the database. */
  connections: number
}

/** Watches a backend's process until it is told to stop. */
export const startSampling = (databaseUrl: string, pid: number) => {
  const memory: number[] = []
  let connections = 0
  let isOver = false
  const sample = async (client: Client) => {
    const kb = execFileSync("ps", ["-o", "rss=", "-p", `${pid}`])
    memory.push(Number(kb) / KB_PER_MB)
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`
    )
    connections = Math.max(connections, rows[0]!.count)
  }
  const run = async (): Promise<Samples> => {
    const client = new Client({ connectionString: databaseUrl })
    await client.connect()
    try {
      while (!isOver) {
        await sample(client)
        await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
      }
    } finally {
      await client.end()
    }
    const quarter = Math.ceil(memory.length / 4)
    return {
      memory_mb: {
        second: median(memory.slice(quarter, 2 * quarter)),
        last: median(memory.slice(-quarter)),
      },
      connections,
    }
  }
  const running = run()
  // A backend that has died is told of by whoever stops this.
  running.catch(() => {})
  return {
    stop: async (): Promise<Samples> => {
      isOver = true
      return await running
    },
  }
}
