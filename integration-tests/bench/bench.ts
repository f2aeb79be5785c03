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
 * JSON object on standard output, `-- --pairs 400` for a finer comparison, `-- --part relay`
 * for one part alone, `--events 10000000` for a shop that is as old as that.
 */

/** How often each part measures what it measures, or with how many events. */
const COUNTS: Record<PartName, number> = {
  // Pairs of calls, unless `--pairs` says otherwise.
  "complete-cart": 200,
  latency: 300,
  relay: 50_000,
  growth: 300,
  settles: 1_000,
  space: 100_000,
  memory: 1_000_000,
  brokers: 5_000,
  // Of fifteen checkouts at once, on either side.
  neighbours: 6,
  // Of 150 checkouts, fifteen at once, on either side.
  saturation: 8,
  "webhook-latency": 100,
  "webhook-deliveries": 2_000,
}

/** Those that measure an event bus on Redis. */
const ON_REDIS: PartName[] = ["relay", "memory", "neighbours", "saturation"]
/** Those that measure either bus. */
const ON_BOTH: PartName[] = ["latency", "webhook-latency"]

// Of core's dependencies, which a reader of the bench cannot do anything about.
process.noDeprecation = true

const progress = (line: string) => void process.stderr.write(`${line}\n`)

const readOptions = () => {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      pairs: { type: "string", default: `${COUNTS["complete-cart"]}` },
      part: { type: "string", multiple: true, default: [] },
      events: { type: "string", default: "1000000" },
    },
  })
  const pairs = toCount("pairs", values.pairs)
  const events = toCount("events", values.events)
  for (const part of values.part) {
    if (!isPartName(part)) {
      throw new Error(
        `Expected \`--part\` to be one of ${Object.keys(COUNTS).join(", ")}, got ${part}`
      )
    }
  }
  const parts = values.part.filter(isPartName)
  return { isJson: values.json, pairs, events, parts }
}

const toCount = (option: string, value: string): number => {
  const count = Number(value)
  if (!Number.isInteger(count) || count < 1) {
    throw new Error(
      `Expected \`--${option}\` to be a whole number from 1 on, got ${value}`
    )
  }
  return count
}

const isPartName = (name: string): name is PartName => name in COUNTS

type RunPart = <Name extends PartName>(
  name: Name,
  bus?: "local" | "redis"
) => Promise<PartFigures[Name] | null>

/** Has `measure` run parts, each on a database of its own. */
const withShop = async <T>(
  { pairs, events }: { pairs: number; events: number },
  measure: (part: RunPart) => Promise<T>
): Promise<T> => {
  const redis = await findRedis()
  progress("Starting PostgreSQL ...")
  const { postgresUrl, run, stop } = await startOwnServices("bench", redis?.url)
  try {
    progress("Migrating and filling a shop ...")
    const template = `${run}_template`
    await prepareDatabase(postgresUrl, template)

    let parts = 0
    return await measure(async (name, bus = "local") => {
      const redisUrl = bus === "redis" ? redis?.url : undefined
      if (bus === "redis" && !redisUrl) {
        progress(`${name}: no Redis found, its bus is left out`)
        return null
      }
      const unique = `${run}_${++parts}`
      const databaseUrl = await createDatabase(postgresUrl, unique, template)
      const redisPrefix = redisUrl && unique
      const count = name === "complete-cart" ? pairs : COUNTS[name]
      const options = { databaseUrl, redisUrl, redisPrefix, count, events }
      try {
        return await runPart(name, options, progress)
      } finally {
        if (redisPrefix) {
          await deleteByPrefix(redisUrl, redisPrefix)
        }
      }
    })
  } finally {
    await stop()
    await redis?.stop()
  }
}

const measureAll = async (part: RunPart): Promise<Figures> => ({
  latency: {
    local: (await part("latency"))!,
    redis: await part("latency", "redis"),
  },
  complete_cart: (await part("complete-cart"))!,
  relay: await part("relay", "redis"),
  growth: (await part("growth"))!,
  settles: (await part("settles"))!,
  space: (await part("space"))!,
  memory: await part("memory", "redis"),
  brokers: (await part("brokers"))!,
  neighbours: await part("neighbours", "redis"),
  saturation: await part("saturation", "redis"),
  webhooks: {
    local: (await part("webhook-latency"))!,
    redis: await part("webhook-latency", "redis"),
    ...(await part("webhook-deliveries"))!,
  },
})

/** Named parts alone, their figures as they are. */
const measureParts = async (part: RunPart, names: PartName[]) => {
  const figures: Record<string, unknown> = {}
  for (const name of names) {
    if (!ON_REDIS.includes(name)) {
      figures[name] = await part(name)
    }
    if (ON_REDIS.includes(name) || ON_BOTH.includes(name)) {
      figures[`${name} on redis`] = await part(name, "redis")
    }
  }
  return figures
}

const main = async () => {
  const { isJson, parts, ...sizes } = readOptions()
  const toText = (figures: unknown) => JSON.stringify(figures, null, 2)
  if (parts.length) {
    const measure = (part: RunPart) => measureParts(part, parts)
    console.log(toText(await withShop(sizes, measure)))
    return
  }
  const figures = await withShop(sizes, measureAll)
  console.log(isJson ? toText(toJson(figures)) : `\n${toTable(figures)}`)
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
