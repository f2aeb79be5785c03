import { defineConfig } from "@medusajs/framework/utils"
import * as path from "path"

const { DATABASE_URL, REDIS_URL, REDIS_PREFIX } = process.env

/** What a production backend keeps in Redis; the prefix sets it apart on a shared one. */
const redisModules = () => {
  const queue = (name: string) => {
    const prefix = `${REDIS_PREFIX}:${name}`
    return { queueOptions: { prefix }, workerOptions: { prefix } }
  }
  const provider = (name: string, options: object) => ({
    resolve: `@medusajs/medusa/${name}`,
    id: name,
    is_default: true,
    options: { redisUrl: REDIS_URL, ...options },
  })
  return [
    {
      resolve: "@medusajs/medusa/event-bus-redis",
      options: { redisUrl: REDIS_URL, ...queue("events") },
    },
    {
      resolve: "@medusajs/medusa/workflow-engine-redis",
      options: { redis: { redisUrl: REDIS_URL, ...queue("workflows") } },
    },
    {
      resolve: "@medusajs/medusa/locking",
      options: {
        providers: [
          provider("locking-redis", { namespace: `${REDIS_PREFIX}:lock:` }),
        ],
      },
    },
    {
      resolve: "@medusajs/medusa/caching",
      options: {
        providers: [
          provider("caching-redis", { prefix: `${REDIS_PREFIX}:cache:` }),
        ],
      },
    },
  ]
}

/** A backend with the plugin from npm, of whatever Medusa is installed beside it. */
export default defineConfig({
  projectConfig: {
    databaseUrl: DATABASE_URL,
    databaseDriverOptions: { connection: { ssl: false } },
    ...(REDIS_URL && { redisUrl: REDIS_URL, redisPrefix: `${REDIS_PREFIX}:` }),
    http: {
      storeCors: "http://localhost:8000",
      adminCors: "http://localhost:9000",
      authCors: "http://localhost:9000",
      jwtSecret: "supersecret",
      cookieSecret: "supersecret",
    },
  },
  admin: { disable: true },
  plugins: [
    {
      resolve: "medusa-plugin-order-finalized",
      options: { awaitingPaymentTimeout: "7d" },
    },
  ],
  modules: [
    {
      resolve: "@medusajs/medusa/payment",
      options: {
        providers: [
          {
            // An absolute path: core looks for "./" of a provider below src.
            resolve: path.join(
              __dirname,
              "../../helpers/stand-ins/test-payment-provider"
            ),
            id: "test",
          },
        ],
      },
    },
    ...(REDIS_URL ? redisModules() : []),
  ],
})
