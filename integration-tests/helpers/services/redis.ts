import { ChildProcess, execFileSync, spawn } from "child_process"
import Redis from "ioredis"
import { exitOnSignals, freePort } from "../backend/processes"
import { waitFor } from "../watch/wait-for"

export type RedisServer = { url: string; stop(): Promise<void> }

export type OwnRedis = RedisServer & {
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  /** Starts it again, empty, on the same port. */
  restart(): Promise<void>
}

/** Resolves when its socket is closed, and with it the last of its timers. */
export const endRedisClient = async (client: Redis): Promise<void> => {
  if (client.status === "end") {
    return
  }
  const ended = new Promise((resolve) => client.once("end", resolve))
  client.disconnect()
  await ended
}

const answers = async (url: string): Promise<boolean> => {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 1000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  client.on("error", () => {})
  try {
    await client.connect()
    return (await client.ping()) === "PONG"
  } catch {
    return false
  } finally {
    await endRedisClient(client)
  }
}

const isInstalled = (): boolean => {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore" })
    return true
  } catch {
    return false
  }
}

/** A private server, for tests that take Redis away. Null if none is installed. */
export const startOwnRedis = async (): Promise<OwnRedis | null> => {
  if (!isInstalled()) {
    return null
  }
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  let server: ChildProcess | undefined

  const start = async () => {
    const args = ["--port", String(port), "--bind", "127.0.0.1"]
    const nothingOnDisk = ["--save", "", "--appendonly", "no"]
    server = spawn("redis-server", [...args, ...nothingOnDisk], {
      detached: true,
      stdio: "ignore",
    })
    server.unref()
    await waitFor(() => answers(url), { message: `Redis on port ${port}` })
  }
  const end = async (signal: NodeJS.Signals) => {
    const running = server
    server = undefined
    if (running && running.exitCode === null && !running.killed) {
      running.ref()
      const gone = new Promise((resolve) => running.once("exit", resolve))
      running.kill(signal)
      await gone
    }
  }
  const killNow = () => server?.kill("SIGKILL")

  process.once("exit", killNow)
  exitOnSignals()
  await start()
  return {
    url,
    kill: async () => await end("SIGKILL"),
    restart: async () => {
      await end("SIGTERM")
      await start()
    },
    stop: async () => {
      process.off("exit", killNow)
      await end("SIGTERM")
    },
  }
}

/**
 * REDIS_URL, or the local Redis if it answers, or one of our own, or null.
 * `stop` ends only what this call has started.
 */
export const findRedis = async (): Promise<RedisServer | null> => {
  const url = process.env.REDIS_URL
  if (url && !(await answers(url))) {
    throw new Error(`Expected REDIS_URL to answer a PING, got nothing: ${url}`)
  }
  for (const candidate of [url, "redis://127.0.0.1:6379"]) {
    if (candidate && (await answers(candidate))) {
      return { url: candidate, stop: async () => {} }
    }
  }
  return await startOwnRedis()
}

/** Deletes what one backend has left behind, and nothing of anybody else. */
export const deleteByPrefix = async (
  url: string,
  prefix: string
): Promise<void> => {
  const client = new Redis(url)
  try {
    for await (const keys of client.scanStream({ match: `${prefix}:*` })) {
      if (keys.length) {
        await client.unlink(...(keys as string[]))
      }
    }
  } finally {
    await endRedisClient(client)
  }
}
