import { parseArgs } from "util"
import { startBackend } from "../helpers/backend"
import { startOwnServices } from "../helpers/own-services"
import { prepareDatabase } from "../helpers/prepare-database"
import { findRedis } from "../helpers/redis"
import { checkModel } from "./check"

/** `npm run model -- --commands N [--seed S] [--engine in-memory|redis]` */
const main = async () => {
  const { values } = parseArgs({
    options: {
      commands: { type: "string", default: "1000" },
      seed: { type: "string" },
      engine: { type: "string", default: "in-memory" },
    },
  })
  const redis = values.engine === "redis" ? await findRedis() : null
  const services = await startOwnServices("model", redis?.url)
  try {
    const { postgresUrl, run } = services
    const databaseUrl = await prepareDatabase(postgresUrl, run)
    const backend = await startBackend({
      databaseUrl,
      redisUrl: redis?.url,
      redisPrefix: redis ? run : undefined,
      pluginOptions: { reconcileAfter: "300ms" },
    })
    services.beforeStop(backend.stop)
    const { commands, violations, seed } = await checkModel(
      databaseUrl,
      backend,
      Number(values.commands),
      values.seed ? Number(values.seed) : undefined,
      (line) => console.log(line)
    )
    process.exitCode = violations.length ? 1 : 0
    console.log(`The seed was ${seed}.`)
    console.log(`model: ${commands} commands, ${violations.length} violations`)
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
