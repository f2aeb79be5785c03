import { defineConfig, Modules } from "@medusajs/framework/utils"
import * as path from "path"

/**
 * The modules that a production backend keeps in Redis. REDIS_PREFIX lets many
 * backends share one Redis: every queue, lock and cached value starts with it.
 */
const redisModules = (
  redisUrl: string,
  prefix: string,
  concurrency?: string
) => {
  // BullMQ's own prefix rather than the queue names: the workflow engine's
  // cleaner queue has a fixed name, and only the prefix sets it apart.
  const queue = (name: string) =>
    prefix ? { prefix: `${prefix}:${name}` } : {}

  return [
    {
      resolve: "@medusajs/medusa/event-bus-redis",
      options: {
        redisUrl,
        queueOptions: queue("events"),
        workerOptions: {
          ...queue("events"),
          ...(concurrency && { concurrency: Number(concurrency) }),
        },
      },
    },
    {
      resolve: "@medusajs/medusa/workflow-engine-redis",
      options: {
        redis: {
          redisUrl,
          queueOptions: queue("workflows"),
          workerOptions: queue("workflows"),
        },
      },
    },
    {
      resolve: "@medusajs/medusa/locking",
      options: {
        providers: [
          {
            resolve: "@medusajs/medusa/locking-redis",
            id: "locking-redis",
            is_default: true,
            options: {
              redisUrl,
              ...(prefix && { namespace: `${prefix}:lock:` }),
            },
          },
        ],
      },
    },
  ]
}

/** Optional in core: it looks at every event that is emitted. */
const cachingModule = (redisUrl: string, prefix: string) => ({
  resolve: "@medusajs/medusa/caching",
  options: {
    providers: [
      {
        resolve: "@medusajs/medusa/caching-redis",
        id: "caching-redis",
        is_default: true,
        options: {
          redisUrl,
          ...(prefix && { prefix: `${prefix}:cache:` }),
        },
      },
    ],
  },
})

/** An event bus that is not core's. */
const natsEventBus = (env: NodeJS.ProcessEnv) => ({
  key: Modules.EVENT_BUS,
  resolve: path.join(
    __dirname,
    "integration-tests/helpers/stand-ins/nats-event-bus"
  ),
  options: { url: env.TEST_NATS_URL, prefix: env.NATS_EVENT_BUS_PREFIX },
})

/**
 * A small backend around the plugin, configured by the environment alone. It is
 * a function so that one process can boot it again under another environment.
 */
export const backendConfig = (env: NodeJS.ProcessEnv = process.env) => {
  const redisUrl = env.REDIS_URL
  const redisPrefix = env.REDIS_PREFIX ?? ""

  return defineConfig({
    projectConfig: {
      databaseUrl: env.DATABASE_URL,
      databaseDriverOptions: { connection: { ssl: false } },
      ...(redisUrl && {
        redisUrl,
        redisPrefix: redisPrefix && `${redisPrefix}:`,
      }),
      http: {
        storeCors: env.STORE_CORS ?? "http://localhost:8000",
        adminCors: env.ADMIN_CORS ?? "http://localhost:9000",
        authCors:
          env.AUTH_CORS ?? "http://localhost:8000,http://localhost:9000",
        jwtSecret: env.JWT_SECRET ?? "supersecret",
        cookieSecret: env.COOKIE_SECRET ?? "supersecret",
      },
    },
    admin: { disable: true },
    plugins:
      env.WITH_LOYALTY === "1"
        ? [{ resolve: "@medusajs/loyalty-plugin", options: {} }]
        : [],
    modules: [
      {
        resolve: "./src/modules/order-finalization",
        options: JSON.parse(env.ORDER_FINALIZATION_OPTIONS || "{}"),
      },
      {
        key: Modules.PAYMENT,
        resolve: "@medusajs/medusa/payment",
        options: {
          // In milliseconds. Not 0: core takes that for "unset", and waits 5 s.
          webhook_delay: 1,
          providers: [
            {
              // An absolute path: core looks for "./" of a provider below src.
              resolve: path.join(
                __dirname,
                "integration-tests/helpers/stand-ins/test-payment-provider"
              ),
              id: "test",
            },
          ],
        },
      },
      // Core itself leaves it out: it reads its flags after the config (Medusa 2.21.2).
      ...(env.MEDUSA_FF_RBAC === "true"
        ? [{ resolve: "@medusajs/medusa/rbac" }]
        : []),
      ...(redisUrl
        ? redisModules(redisUrl, redisPrefix, env.EVENT_CONCURRENCY)
        : []),
      ...(env.NATS_EVENT_BUS_PREFIX ? [natsEventBus(env)] : []),
      ...(redisUrl && env.WITHOUT_CACHING !== "1"
        ? [cachingModule(redisUrl, redisPrefix)]
        : []),
    ],
  })
}

export default backendConfig()
