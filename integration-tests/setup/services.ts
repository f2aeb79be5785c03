import { randomBytes } from "crypto"
import { dropDatabase, listDatabases } from "../helpers/services/databases"
import { startPostgres } from "../helpers/services/postgres"
import { prepareDatabase } from "../helpers/backend/prepare-database"
import { findNats } from "../helpers/brokers/nats"
import { findRabbitMq } from "../helpers/brokers/rabbitmq"
import { findRedis } from "../helpers/services/redis"

/**
 * The process behind a test run: it owns PostgreSQL, Redis and the template
 * database, outside of jest's module registry, and ends with the run. It also
 * cleans up when jest itself is killed, as the channel between them then closes.
 */

export type Services = {
  TEST_RUN: string
  TEST_POSTGRES_URL: string
  TEST_TEMPLATE: string
  /** Empty, as the next two, if none was found. */
  TEST_REDIS_URL: string
  TEST_NATS_URL: string
  TEST_AMQP_URL: string
}

const cleanUp: (() => Promise<void>)[] = []

const finish = async (code: number) => {
  for (let step = cleanUp.pop(); step; step = cleanUp.pop()) {
    await step().catch((error) => console.error(error))
  }
  process.exit(code)
}

const start = async (): Promise<Services> => {
  const run = `of_test_${randomBytes(4).toString("hex")}`
  const template = `${run}_template`
  const redis = await findRedis()
  cleanUp.push(async () => await redis?.stop())
  const postgres = await startPostgres()
  cleanUp.push(postgres.stop)
  cleanUp.push(async () => {
    // A suite that was killed has not dropped its own.
    for (const name of await listDatabases(postgres.url, run)) {
      await dropDatabase(postgres.url, name)
    }
  })
  await prepareDatabase(postgres.url, template)
  return {
    TEST_RUN: run,
    TEST_POSTGRES_URL: postgres.url,
    TEST_TEMPLATE: template,
    TEST_REDIS_URL: redis?.url ?? "",
    TEST_NATS_URL: await findNats(),
    TEST_AMQP_URL: await findRabbitMq(),
  }
}

process.once("disconnect", () => void finish(1))
process.once("message", () => void finish(0))
start().then(
  (services) => process.send!(services),
  (error) => {
    console.error(error)
    void finish(1)
  }
)
