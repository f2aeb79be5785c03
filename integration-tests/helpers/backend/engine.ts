import { randomBytes } from "crypto"
import type { App, AppOptions } from "./app"
import type { Backend } from "./backend"
import { createDatabase, dropDatabase } from "../services/databases"
import { deleteByPrefix } from "../services/redis"

export type EngineName = "in-memory" | "redis"

/** What a backend of this test run is to be started with. */
export type TestEngine = Pick<
  AppOptions,
  "databaseUrl" | "redisUrl" | "redisPrefix"
> & {
  name: EngineName
  /** Drops the database, and what the backend has left in Redis. */
  dispose(): Promise<void>
}

export type EngineContext = {
  engine: TestEngine
  backend: Backend
  /** Stops the backend and boots it again, on the same database and Redis. */
  restart(options?: BackendSettings): Promise<Backend>
}

export type BackendSettings = Pick<
  AppOptions,
  "pluginOptions" | "env" | "beforeLoad"
> & {
  /** `false`: the suite starts its backends itself. @default true */
  boot?: boolean
}

/** Set by the global setup of the test run. */
const required = (name: string): string => {
  const value = process.env[name]
  if (!value) {
    throw new Error(`Expected ${name}: run this by jest's own configuration`)
  }
  return value
}

export const engineName = (): EngineName =>
  process.env.ENGINE === "redis" ? "redis" : "in-memory"

/** A database of its own, copied from the template, and keys of its own. */
export const createTestEngine = async (): Promise<TestEngine> => {
  const name = engineName()
  const server = required("TEST_POSTGRES_URL")
  const redisUrl = name === "redis" ? required("TEST_REDIS_URL") : undefined
  const unique = `${required("TEST_RUN")}_${randomBytes(4).toString("hex")}`
  const template = required("TEST_TEMPLATE")

  return {
    name,
    databaseUrl: await createDatabase(server, unique, template),
    redisUrl,
    redisPrefix: redisUrl && unique,
    dispose: async () => {
      await dropDatabase(server, unique)
      if (redisUrl) {
        await deleteByPrefix(redisUrl, unique)
      }
    },
  }
}

/** An object whose members exist only while the suite runs. */
const contextOf = (defaults: BackendSettings) => {
  let engine: TestEngine | undefined
  let backend: Backend | undefined

  const start = async (settings: BackendSettings) => {
    const { boot: _, ...options } = { ...defaults, ...settings }
    // Suites whose backends are all in other processes do not need Medusa in their own.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { startBackend }: typeof import("./backend") = require("./backend")
    const started = await startBackend({ ...engine!, ...options })
    backend = started
    return started
  }
  const stop = async () => {
    const running: App | undefined = backend
    backend = undefined
    await running?.stop()
  }
  return {
    setUp: async () => {
      engine = await createTestEngine()
      if (defaults.boot !== false) {
        await start({})
      }
    },
    tearDown: async () => {
      await stop()
      await engine?.dispose()
    },
    context: {
      get engine() {
        return engine!
      },
      get backend() {
        if (!backend) {
          throw new Error("Expected a running backend: it starts in beforeAll")
        }
        return backend
      },
      restart: async (settings: BackendSettings = {}) => {
        await stop()
        return await start(settings)
      },
    } satisfies EngineContext,
  }
}

/**
 * A suite against a real backend, on the engine of the current jest project.
 * Without Redis, the suites of the Redis project are skipped by name; in CI,
 * where Redis must be there, they fail.
 */
export const describeOnEngine = (
  name: string,
  fn: (context: EngineContext) => void,
  settings: BackendSettings = {}
): void => {
  const title = `${name} [${engineName()}]`
  const { setUp, tearDown, context } = contextOf(settings)

  if (engineName() === "redis" && !process.env.TEST_REDIS_URL) {
    if (process.env.CI === "true") {
      describe(title, () => {
        it("finds a Redis server", () => {
          throw new Error("Expected REDIS_URL, or redis-server on the PATH")
        })
      })
      return
    }
    // Jest's own report leaves out a file that is skipped as a whole.
    process.stderr.write(`SKIPPED ${title}: no Redis found\n`)
    describe.skip(`${title} (no Redis found)`, () => fn(context))
    return
  }
  describe(title, () => {
    beforeAll(setUp)
    afterAll(tearDown)
    fn(context)
  })
}
