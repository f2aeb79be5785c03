import { randomBytes } from "crypto"
import { createApi, postOrThrow } from "../helpers/backend/api"
import type { EngineName } from "../helpers/backend/engine"
import { runMedusa, startMedusa } from "../helpers/backend/medusa-command"
import { createDatabase, dropDatabase } from "../helpers/services/databases"
import { deleteByPrefix } from "../helpers/services/redis"
import { ADMIN, readSeed } from "../helpers/shop/seed"
import { createJournal } from "../helpers/watch/journal"
import { CASES, type Case } from "./cases"
import { compareVersions } from "./list-versions"
import { Shop } from "./shop"

export type Result = { title: string; error: string | null }

/** What a run goes by, whatever the version. */
export type Services = {
  postgresUrl: string
  redisUrl: string | null
  run: string
}

/** Migrates a database and fills it with a shop, as that backend's own core does it. */
export const prepareDatabase = async (
  folder: string,
  { postgresUrl, run }: Services,
  version: string
): Promise<string> => {
  const name = `${run}_${version.replace(/\W/g, "_")}`
  const env = {
    DATABASE_URL: await createDatabase(postgresUrl, name),
    REDIS_URL: undefined,
  }
  const options = { cwd: folder, env }
  await runMedusa(
    ["db:migrate", "--execute-all-links", "--skip-scripts"],
    options
  )
  await runMedusa(["exec", "src/scripts/seed-shop.ts"], options)
  return name
}

/** The cases that the core of this version can do. */
export const casesOf = (version: string): Case[] =>
  CASES.filter(
    ({ since, until }) =>
      !(since && compareVersions(version, since.version) < 0) &&
      !(until && compareVersions(version, until) >= 0)
  )

/** Boots the backend on the engine and plays the cases, one after the other. */
export const playCases = async (
  folder: string,
  version: string,
  engine: EngineName,
  template: string,
  { postgresUrl, redisUrl, run }: Services
): Promise<Result[]> => {
  const name = `${run}_${randomBytes(4).toString("hex")}`
  const databaseUrl = await createDatabase(postgresUrl, name, template)
  const journal = createJournal()
  const isRedis = engine === "redis"
  const backend = await startMedusa({
    cwd: folder,
    env: {
      DATABASE_URL: databaseUrl,
      REDIS_URL: isRedis ? redisUrl! : undefined,
      REDIS_PREFIX: name,
      EVENTS_FILE: journal.eventsFile,
      HANDLED_FILE: journal.handledFile,
      TEST_PAYMENT_LEDGER: journal.ledgerFile,
    },
  })
  try {
    const api = createApi(backend.url)
    const seed = await readSeed(databaseUrl)
    const { token } = await postOrThrow(api, "/auth/user/emailpass", ADMIN)
    const shop = new Shop({
      api,
      seed,
      storeHeaders: { "x-publishable-api-key": seed.publishable_key },
      adminHeaders: { authorization: `Bearer ${token}` },
      folder,
      databaseUrl,
      journal,
    })
    const results: Result[] = []
    for (const { title, run } of casesOf(version)) {
      const error = await run(shop).then(
        () => null,
        ({ message }: Error) => message
      )
      results.push({ title, error })
    }
    return results
  } finally {
    await backend.end()
    journal.remove()
    await dropDatabase(postgresUrl, name)
    if (isRedis) {
      await deleteByPrefix(redisUrl!, name)
    }
  }
}
