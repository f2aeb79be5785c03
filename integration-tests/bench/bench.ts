import "../helpers/backend/quiet"
import { parseArgs } from "util"
import { createDatabase } from "../helpers/services/databases"
import { startOwnServices } from "../helpers/services/own-services"
import { prepareDatabase } from "../helpers/backend/prepare-database"
import { deleteByPrefix, findRedis } from "../helpers/services/redis"
import { runPart } from "./part-process"
import type { PartFigures, PartName } from "./parts"
import { type Figures, toJson, toTable } from "./report"

/**
 * Measures what the contract puts a number on: `npm run bench`, with `-- --json` for one
 * JSON object on standard output, `-- --pairs 400` for a finer comparison.
 */

const LATENCY_ORDERS = 100
const RELAY_EVENTS = 50_000
const GROWTH_CALLS = 300
/** Of fifteen checkouts at once, on either side. */
const NEIGHBOURS_ROUNDS = 6
const SETTLES = 1_000
const WEBHOOK_ORDERS = 100
const DELIVERIES = 2_000
const BROKER_EVENTS = 5_000
const MEMORY_EVENTS = 1_000_000

// Of core's dependencies, which a reader of the bench cannot do anything about.
process.noDeprecation = true

const progress = (line: string) => void process.stderr.write(`${line}\n`)

const readOptions = () => {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      pairs: { type: "string", default: "200" },
    },
  })
  const pairs = Number(values.pairs)
  if (!Number.isInteger(pairs) || pairs < 1) {
    throw new Error(
      `Expected \`--pairs\` to be a whole number from 1 on, got ${values.pairs}`
    )
  }
  return { isJson: values.json, pairs }
}

const measure = async (pairs: number): Promise<Figures> => {
  const redis = await findRedis()
  progress("Starting PostgreSQL ...")
  const { postgresUrl, run, stop } = await startOwnServices("bench", redis?.url)
  try {
    progress("Migrating and filling a shop ...")
    const template = `${run}_template`
    await prepareDatabase(postgresUrl, template)

    let parts = 0
    const part = async <Name extends PartName>(
      name: Name,
      count: number,
      redisUrl?: string
    ): Promise<PartFigures[Name]> => {
      const unique = `${run}_${++parts}`
      const databaseUrl = await createDatabase(postgresUrl, unique, template)
      const redisPrefix = redisUrl && unique
      const options = { databaseUrl, redisUrl, redisPrefix, count }
      try {
        return await runPart(name, options, progress)
      } finally {
        if (redisPrefix) {
          await deleteByPrefix(redisUrl, redisPrefix)
        }
      }
    }
    const redisPart = async <Name extends PartName>(
      name: Name,
      count: number
    ): Promise<PartFigures[Name] | null> => {
      if (!redis) {
        progress(`${name}: no Redis found, its bus is left out`)
        return null
      }
      return await part(name, count, redis.url)
    }
    return {
      latency: {
        local: await part("latency", LATENCY_ORDERS),
        redis: await redisPart("latency", LATENCY_ORDERS),
      },
      complete_cart: await part("complete-cart", pairs),
      relay: await redisPart("relay", RELAY_EVENTS),
      growth: await part("growth", GROWTH_CALLS),
      settles: await part("settles", SETTLES),
      memory: await redisPart("memory", MEMORY_EVENTS),
      brokers: await part("brokers", BROKER_EVENTS),
      neighbours: await redisPart("neighbours", NEIGHBOURS_ROUNDS),
      webhooks: {
        local: await part("webhook-latency", WEBHOOK_ORDERS),
        redis: await redisPart("webhook-latency", WEBHOOK_ORDERS),
        ...(await part("webhook-deliveries", DELIVERIES)),
      },
    }
  } finally {
    await stop()
    await redis?.stop()
  }
}

const main = async () => {
  const { isJson, pairs } = readOptions()
  const figures = await measure(pairs)
  console.log(
    isJson ? JSON.stringify(toJson(figures), null, 2) : `\n${toTable(figures)}`
  )
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
