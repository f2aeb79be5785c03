import "./quiet"
import * as http from "http"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { AddressInfo } from "net"
import { container as medusaContainer, logger } from "@medusajs/framework"
import { MedusaModule } from "@medusajs/framework/modules-sdk"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import loadMedusa from "@medusajs/medusa/loaders/index"
import express from "express"
import Redis from "ioredis"
import config, { backendConfig } from "../../../medusa-config"
import { endRedisClient } from "../services/redis"
import { ROOT } from "./root"

export type AppOptions = {
  databaseUrl: string
  /** Redis for events, workflows, locks and cache. Without it: in memory. */
  redisUrl?: string
  /** Sets this backend apart from others on the same Redis. */
  redisPrefix?: string
  pluginOptions?: Record<string, unknown>
  env?: Record<string, string | undefined>
  /** Runs under the backend's environment, before anything of it is loaded. */
  beforeLoad?: () => Promise<void> | void
}

export type App = {
  url: string
  container: MedusaContainer
  stop(): Promise<void>
}

/** Sets the variables, and gives back the function that restores them. */
const applyEnv = (variables: Record<string, string | undefined>) => {
  const assign = (values: Record<string, string | undefined>) => {
    for (const [key, value] of Object.entries(values)) {
      if (value === undefined) {
        delete process.env[key]
      } else {
        process.env[key] = value
      }
    }
  }
  const keys = Object.keys(variables)
  const before = Object.fromEntries(keys.map((key) => [key, process.env[key]]))
  assign(variables)
  return () => assign(before)
}

/**
 * Notes every Redis client that is connected from now on. The locking and the
 * caching provider of core 2.21.2 never close theirs, and one open client keeps
 * the process alive.
 */
const trackRedisClients = () => {
  const clients = new Set<Redis>()
  const connect = Redis.prototype.connect
  Redis.prototype.connect = function (this: Redis, callback) {
    clients.add(this)
    return connect.call(this, callback)
  }
  return async () => {
    Redis.prototype.connect = connect
    await Promise.all([...clients].map(endRedisClient))
  }
}

type ConnectionPool = { acquire(): { abort(): void } }

/**
 * Shuts down, and refuses the queries that come meanwhile, of a subscriber say.
 * The pool forgets those that come while it closes: each would wait a minute
 * for its connection, and hold the process that long.
 */
const shutDownPool = async (
  container: MedusaContainer,
  shutdown: () => Promise<void>
) => {
  const knex = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const pool: ConnectionPool = knex.client.pool
  const acquire = pool.acquire.bind(pool)
  const late: ReturnType<typeof acquire>[] = []
  pool.acquire = () => {
    const pending = acquire()
    late.push(pending)
    return pending
  }
  await shutdown()
  // Of no effect on those that have got their connection.
  late.forEach((pending) => pending.abort())
}

type CustomLink = Parameters<typeof MedusaModule.setCustomLink>[0]

/** Link files register themselves when first required, hence only once. */
let customLinks: CustomLink[] = []

type LocalEventBus = { eventEmitter_?: { removeAllListeners(): void } }

/** Undoes what a boot has left in the process, so that it can boot again. */
const forget = async () => {
  const container = medusaContainer
  // Core's local event bus has one emitter for the whole process: it would go on telling the
  // subscribers of the backend that is gone (Medusa 2.21.2).
  const bus = container.resolve<LocalEventBus>(Modules.EVENT_BUS, {
    allowUnregistered: true,
  })
  bus?.eventEmitter_?.removeAllListeners()
  const connection = container.resolve(
    ContainerRegistrationKeys.PG_CONNECTION,
    {
      allowUnregistered: true,
    }
  )
  await connection?.destroy()
  // Core would otherwise go on using the closed connection of the first boot.
  container.register({ [ContainerRegistrationKeys.PG_CONNECTION]: undefined! })
  customLinks = [...MedusaModule.getCustomLinks()] as CustomLink[]
  MedusaModule.clearInstances()
}

/** Boots the Medusa app of the project's root in this process. */
export const startApp = async (options: AppOptions): Promise<App> => {
  const restoreEnv = applyEnv({
    DATABASE_URL: options.databaseUrl,
    REDIS_URL: options.redisUrl,
    REDIS_PREFIX: options.redisPrefix,
    ORDER_FINALIZATION_OPTIONS: JSON.stringify(options.pluginOptions ?? {}),
    ...options.env,
  })
  const disconnectRedis = trackRedisClients()
  const cleanUp: (() => Promise<unknown> | unknown)[] = [
    restoreEnv,
    disconnectRedis,
    forget,
  ]
  const stop = async () => {
    for (let step = cleanUp.pop(); step; step = cleanUp.pop()) {
      await step()
    }
  }

  try {
    // Whoever imported Medusa before this file has made a louder logger.
    logger.setLogLevel(process.env.LOG_LEVEL!)
    // Node has cached the file: bring its content up to today's environment.
    Object.assign(config, backendConfig())
    await options.beforeLoad?.()
    customLinks.forEach((link) => MedusaModule.setCustomLink(link))

    const app = express()
    const { container, shutdown } = await loadMedusa({
      directory: ROOT,
      expressApp: app,
    })
    cleanUp.push(async () => await shutDownPool(container, shutdown))

    // Core 2.21.2 reads the webhooks' delay from a property that its payment
    // module never sets; without it each webhook would wait 5 seconds.
    Object.assign(container.resolve(Modules.PAYMENT), {
      options: { webhook_delay: 1 },
    })

    const server = http.createServer(app)
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject)
      server.listen(0, "127.0.0.1", resolve)
    })
    cleanUp.push(async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    })
    const { port } = server.address() as AddressInfo
    return { url: `http://127.0.0.1:${port}`, container, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
