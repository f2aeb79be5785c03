import { parseArgs } from "util"
import { completeCart } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { withClient } from "../helpers/services/databases"
import { takeInvalidEvents } from "../helpers/watch/event-contract"
import { createJournal, type Journal } from "../helpers/watch/journal"
import { KILL_POINTS } from "../helpers/faults/kill-points"
import { startOwnServices } from "../helpers/services/own-services"
import { prepareDatabase } from "../helpers/backend/prepare-database"
import { findRedis } from "../helpers/services/redis"
import {
  spawnBackend,
  type SpawnOptions,
} from "../helpers/backend/spawn-backend"
import { waitFor } from "../helpers/watch/wait-for"
import { judge, type Verdict } from "./judge"
import { readTruth, type Sale } from "./truth"

/**
 * Kills a backend again and again while customers buy, each time somewhere else, and
 * counts what was lost and what was told wrongly:
 * `npm run crash -- --rounds N [--engine in-memory|redis]`.
 */

const CARTS_A_ROUND = 4
const OUTCOMES = [
  "authorized",
  "authorized",
  "captured",
  "error",
  "pending_authorization",
] as const
/** A completion takes a few hundred milliseconds: kills hit all of it, and after. */
const MAX_KILL_DELAY = 1_500
/** A claim's lease of 30 s and the audit's interval of 60 s, twice. */
const RECOVERY_TIME = 180_000

const pick = <T>(values: readonly T[]): T =>
  values[Math.floor(Math.random() * values.length)]!

/** Has customers buy, and the process die meanwhile. */
const playRound = async (options: SpawnOptions, sales: Sale[]) => {
  const backend = await spawnBackend(options)
  const acknowledged: string[] = []
  const carts: Sale[] = []
  for (let i = 0; i < CARTS_A_ROUND; i++) {
    carts.push(await readyCart(backend, { outcome: pick(OUTCOMES) }))
  }
  sales.push(...carts)

  const isAtPoint = Math.random() < 0.6
  if (isAtPoint) {
    backend.trap({ point: pick(KILL_POINTS), action: "kill" })
  }
  const answers = carts.map(
    async ({ cart_id }) =>
      await completeCart(backend, cart_id).then(
        ({ data }) => {
          if (data.order) {
            acknowledged.push(data.order.id)
          }
        },
        // The connection dies with the process.
        () => {}
      )
  )
  const delay = isAtPoint ? MAX_KILL_DELAY * 2 : Math.random() * MAX_KILL_DELAY
  const timer = setTimeout(() => void backend.kill(), delay)
  await backend.exited
  clearTimeout(timer)
  await Promise.all(answers)
  return acknowledged
}

const isAtRest = async (databaseUrl: string): Promise<boolean> =>
  await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query(
      `select 1 from order_finalization_event where published_at is null
       union all
       select 1 from order_finalization where status = 'pending'`
    )
    return rows.length === 0
  })

/** Starts the backend once more, and waits until it has repaired what it can. */
const findFaults = async (
  options: SpawnOptions,
  sales: Sale[],
  acknowledged: Set<string>
): Promise<Verdict[]> => {
  const { databaseUrl, journal } = options
  const backend = await spawnBackend(options)
  let faults: Verdict[] = []
  try {
    await waitFor(
      async () => {
        const orders = await readTruth(databaseUrl, journal, sales)
        faults = judge(orders, acknowledged)
        return faults.length === 0 && (await isAtRest(databaseUrl))
      },
      { timeout: RECOVERY_TIME }
    ).catch(() => {})
    return faults
  } finally {
    await backend.kill()
  }
}

const main = async () => {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "10" },
      engine: { type: "string", default: "in-memory" },
    },
  })
  const rounds = Number(values.rounds)
  const redis = values.engine === "redis" ? await findRedis() : null
  if (values.engine === "redis" && !redis) {
    throw new Error("Expected REDIS_URL, or redis-server on the PATH")
  }
  const services = await startOwnServices("crash", redis?.url)
  const journal: Journal = createJournal()
  try {
    const databaseUrl = await prepareDatabase(
      services.postgresUrl,
      services.run
    )
    const options: SpawnOptions = {
      journal,
      databaseUrl,
      redisUrl: redis?.url,
      redisPrefix: redis ? services.run : undefined,
      pluginOptions: { reconcileAfter: "1s" },
    }
    const sales: Sale[] = []
    const acknowledged = new Set<string>()
    for (let round = 1; round <= rounds; round++) {
      for (const id of await playRound(options, sales)) {
        acknowledged.add(id)
      }
      console.log(`Round ${round} of ${rounds}: ${sales.length} carts so far`)
    }
    const faults = await findFaults(options, sales, acknowledged)
    faults.forEach((fault) => console.log(JSON.stringify(fault)))
    const count = (kind: Verdict["fault"]) =>
      faults.filter(({ fault }) => fault === kind).length
    const invalid = takeInvalidEvents()
    invalid.forEach((fault) => console.log(fault))
    const lost = count("lost")
    const wrong = count("wrong") + invalid.length
    process.exitCode = lost + wrong ? 1 : 0
    console.log(`crash: ${rounds} rounds, ${lost} lost, ${wrong} wrong`)
  } finally {
    journal.remove()
    await services.stop()
    await redis?.stop()
  }
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
