import { parseArgs } from "util"
import { startBackend } from "../helpers/backend/backend"
import { startOwnServices } from "../helpers/services/own-services"
import { prepareDatabase } from "../helpers/backend/prepare-database"
import { findRedis } from "../helpers/services/redis"
import { takeInvalidEvents } from "../helpers/watch/event-contract"
import { checkModel, toModelOptions, type Report } from "./check-model"

/** Between two lines of progress, in commands. */
const PROGRESS = 250

/** Prints what is new: each violation with its seed, and a line every now and then. */
const createPrinter = () => {
  const started = Date.now()
  let printed = 0
  let nextLine = PROGRESS
  return ({ commands, violations }: Report) => {
    for (const { seed, sequence, why } of violations.slice(printed)) {
      console.log(`Violation with --seed ${seed}: ${sequence}\n  ${why}`)
    }
    printed = violations.length
    if (commands >= nextLine) {
      const perSecond = (commands / (Date.now() - started)) * 1_000
      console.log(`${commands} commands, ${perSecond.toFixed(1)} a second`)
      nextLine = commands + PROGRESS
    }
  }
}

/** `npm run model -- --commands N [--seed S] [--engine in-memory|redis] [--rule captured] [--gate]` */
const main = async () => {
  const { values } = parseArgs({
    options: {
      commands: { type: "string", default: "1000" },
      seed: { type: "string" },
      engine: { type: "string", default: "in-memory" },
      rule: { type: "string", default: "authorized" },
      gate: { type: "boolean", default: false },
    },
  })
  const seed = Number(values.seed ?? Date.now() % 2 ** 31)
  const rule = values.rule === "captured" ? "captured" : "authorized"
  const redis = values.engine === "redis" ? await findRedis() : null
  if (values.engine === "redis" && !redis) {
    throw new Error("Expected REDIS_URL, or redis-server on the PATH")
  }
  const services = await startOwnServices("model", redis?.url)
  try {
    const { postgresUrl, run } = services
    const databaseUrl = await prepareDatabase(postgresUrl, run)
    const backend = await startBackend({
      databaseUrl,
      redisUrl: redis?.url,
      redisPrefix: redis ? run : undefined,
      pluginOptions: toModelOptions(rule),
    })
    services.beforeStop(backend.stop)
    console.log(`--seed ${seed}`)
    const print = createPrinter()
    const report = await checkModel({
      databaseUrl,
      backend,
      rule,
      hasGate: values.gate,
      commands: Number(values.commands),
      seed,
      onProgress: print,
    })
    print(report)
    const invalid = takeInvalidEvents()
    invalid.forEach((fault) => console.log(fault))
    const violations = report.violations.length + invalid.length
    process.exitCode = violations ? 1 : 0
    await services.stop()
    console.log(`model: ${report.commands} commands, ${violations} violations`)
  } finally {
    await services.stop()
    await redis?.stop()
  }
}

main()
  .catch((error) => {
    console.error(error)
    process.exitCode = 1
  })
  // Runs that were stopped as a killed process would leave them never end.
  .finally(() => process.exit())
