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

/** Most of a case is waiting; core's lock on a product has little patience with more. */
const AT_ONCE = 4

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

const playAll = async (
  shop: Shop,
  cases: Case[],
  atOnce: number
): Promise<Result[]> => {
  const waiting = [...cases]
  const results: Result[] = []
  const playNext = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const error = await next.run(shop).then(
        () => null,
        ({ message }: Error) => message
      )
      results.push({ title: next.title, error })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, playNext))
  return results
}

/** The cases that the core of this version can do on the engine. */
const casesOf = (version: string, engine: EngineName): Case[] =>
  CASES.filter(
    ({ since, until }) =>
      !(
        since &&
        (since.engine ?? engine) === engine &&
        compareVersions(version, since.version) < 0
      ) && !(until && compareVersions(version, until) >= 0)
  )

/** Boots the backend on the engine and plays the cases. */
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
    // The first cart makes the customer: core has no patience with two at once.
    await shop.fillCart()
    const cases = casesOf(version, engine)
    const together = cases.filter(({ isAlone }) => !isAlone)
    return [
      ...(await playAll(shop, together, AT_ONCE)),
      ...(await playAll(
        shop,
        cases.filter(({ isAlone }) => isAlone),
        1
      )),
    ]
  } finally {
    await backend.end()
    journal.remove()
    await dropDatabase(postgresUrl, name)
    if (isRedis) {
      await deleteByPrefix(redisUrl!, name)
    }
  }
}
