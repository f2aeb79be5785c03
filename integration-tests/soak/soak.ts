import "../helpers/backend/quiet"
import { parseArgs } from "util"
import { copyCart } from "../helpers/shop/cart-copies"
import { prepareDatabase } from "../helpers/backend/prepare-database"
import {
  type SpawnedBackend,
  spawnBackend,
} from "../helpers/backend/spawn-backend"
import { logInAsAdmin } from "../helpers/backend/log-in"
import { startOwnServices } from "../helpers/services/own-services"
import { findRedis } from "../helpers/services/redis"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { addWebhook } from "../helpers/shop/add-webhook"
import {
  startWebhookReceiver,
  type WebhookReceiver,
} from "../helpers/stand-ins/webhook-receiver"
import { createJournal } from "../helpers/watch/journal"
import { takeInvalidEvents } from "../helpers/watch/event-contract"
import { waitFor } from "../helpers/watch/wait-for"
import { startSampling } from "./sampling"
import { readAnswers } from "./answers"

/**
 * Has customers buy for as long as is asked for, at a backend with Redis, a gate, a consumer
 * and webhooks of which half hang, and watches its memory and its connections:
 * `npm run soak -- --minutes 60 [--per-second 5]`.
 */

const MINUTE = 60_000
/** Beyond this many checkouts at once a slow machine takes fewer than are asked for. */
const MAX_AT_ONCE = 15
/** What core answers when many take of one stock at once, with the plugin and without. */
const CONFLICT = 409
const CONSUMER = "erp"
const HEALTHY = 2
const HANGING = 2
/** What a Medusa backend has, unless told otherwise. */
const POOL = 10
/** How much the last quarter may take above the second one, once the heap has found its size. */
const MAX_GROWTH = 1.1
const MIN_MINUTES = 40
/** In milliseconds: for what is on its way when the last customer has bought. */
const REST_TIME = 120_000

const readOptions = () => {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "60" },
      "per-second": { type: "string", default: "5" },
    },
  })
  const minutes = Number(values.minutes)
  const perSecond = Number(values["per-second"])
  if (!(minutes > 0) || !(perSecond > 0)) {
    throw new Error(
      `Expected \`--minutes\` and \`--per-second\` to be above 0, got ${values.minutes} and ${values["per-second"]}`
    )
  }
  return { minutes, perSecond }
}

/** As many customers a second, of whom none waits for another; those who were refused. */
const sell = async (
  backend: SpawnedBackend,
  carts: string[],
  perSecond: number,
  end: number
) => {
  const open = new Set<Promise<void>>()
  const refused: number[] = []
  let sold = 0
  const buy = async (cartId: string) => {
    const { status } = await completeCart(backend, cartId)
    if (status === 200) {
      sold++
    } else {
      refused.push(status)
    }
  }
  for (let next = Date.now(); carts.length && next < end;) {
    const wait = next - Date.now()
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)))
    if (open.size < MAX_AT_ONCE) {
      const purchase = buy(carts.pop()!).finally(() => open.delete(purchase))
      open.add(purchase)
    }
    next += 1_000 / perSecond
  }
  await Promise.all(open)
  return { sold, refused }
}

type Endpoint = { receiver: WebhookReceiver; consumer: string }

const openWebhooks = async (
  backend: SpawnedBackend,
  count: number,
  hangs: boolean
): Promise<Endpoint[]> => {
  const adminHeaders = await logInAsAdmin(backend)
  const endpoints: Endpoint[] = []
  for (let i = 0; i < count; i++) {
    const receiver = await startWebhookReceiver((response) => {
      if (!hangs) {
        response.end()
      }
    })
    const { url } = receiver
    const { id } = await addWebhook({ ...backend, adminHeaders }, { url })
    endpoints.push({ receiver, consumer: `webhook:${id}` })
  }
  return endpoints
}

const main = async () => {
  const { minutes, perSecond } = readOptions()
  const redis = await findRedis()
  if (!redis) {
    throw new Error("Expected REDIS_URL, or redis-server on the PATH")
  }
  const services = await startOwnServices("soak", redis.url)
  services.beforeStop(redis.stop)
  const journal = createJournal()
  services.beforeStop(async () => journal.remove())
  try {
    console.log("Migrating and filling a shop ...")
    const databaseUrl = await prepareDatabase(
      services.postgresUrl,
      services.run
    )
    const backend = await spawnBackend({
      journal,
      databaseUrl,
      redisUrl: redis.url,
      redisPrefix: services.run,
      hasGate: true,
      consumers: [CONSUMER],
      pluginOptions: { webhooks: { allowedNetworks: ["127.0.0.0/8"] } },
    })
    services.beforeStop(backend.kill)
    const healthy = await openWebhooks(backend, HEALTHY, false)
    const hanging = await openWebhooks(backend, HANGING, true)
    services.beforeStop(async () => {
      const endpoints = [...healthy, ...hanging]
      await Promise.all(endpoints.map(({ receiver }) => receiver.close()))
    })
    const { cart_id } = await readyCart(backend)
    const count = Math.ceil(minutes * 60 * perSecond)
    const carts = await copyCart(databaseUrl, cart_id, count)

    console.log(`${count} customers in ${minutes} minutes ...`)
    const sampling = startSampling(databaseUrl, backend.pid)
    const end = Date.now() + minutes * MINUTE
    const { sold, refused } = await sell(backend, carts, perSecond, end)
    const { memory_mb, connections } = await sampling.stop()

    const consumers = [CONSUMER, ...healthy.map(({ consumer }) => consumer)]
    const read = async () => await readAnswers(databaseUrl, consumers)
    const isAtRest = async () => {
      const { open, undelivered } = await read()
      return open + undelivered === 0
    }
    await waitFor(isAtRest, { timeout: REST_TIME }).catch(() => {})
    const { open, wrong: untrue, undelivered } = await read()
    const invalid = takeInvalidEvents()
    invalid.forEach((fault) => console.log(fault))
    const wrong = untrue + invalid.length
    const growth = memory_mb.last / memory_mb.second
    const isLong = minutes >= MIN_MINUTES
    console.log(
      [
        `sold            ${sold}, ${(sold / minutes / 60).toFixed(1)} a second; refused ${refused.length}${refused.length ? `, with ${[...new Set(refused)].join(", ")}` : ""}`,
        `memory          ${memory_mb.second.toFixed(0)} MB in the second quarter, ${memory_mb.last.toFixed(0)} MB in the last (${growth.toFixed(2)} times${isLong ? "" : `; flat or not is told from ${MIN_MINUTES} minutes on`})`,
        `connections     at most ${connections} of ${POOL}`,
        `not delivered   ${undelivered} to the consumer and the webhooks that answer`,
      ].join("\n")
    )
    const isFlat = (!isLong || growth <= MAX_GROWTH) && connections <= POOL
    const failed = refused.filter((status) => status !== CONFLICT)
    const isTrue = open + wrong + undelivered + failed.length === 0
    process.exitCode = isFlat && isTrue ? 0 : 1
    console.log(`soak: ${minutes} minutes, ${open} lost, ${wrong} wrong`)
  } finally {
    await services.stop()
  }
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
