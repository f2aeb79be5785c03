import { createApi } from "./api"
import { startApp } from "./app"
import { ROOT } from "./root"
import { runMedusa } from "./medusa-command"
import { createDatabase, startPostgres } from "../services/postgres"
import { seedCarts } from "../shop/ready-cart"
import { seedDatabase } from "../shop/seed-database"

/** What `npx medusa db:migrate` does, without its questions. */
export const migrate = async (
  databaseUrl: string,
  env: Record<string, string> = {}
): Promise<void> => {
  const args = ["--execute-all-links", "--execute-all-search", "--skip-scripts"]
  await runMedusa(["db:migrate", ...args], {
    cwd: ROOT,
    // Migrations need no Redis, and must not touch the queues of a live backend.
    env: { ...env, DATABASE_URL: databaseUrl, REDIS_URL: undefined },
  })
}

/**
 * Creates the database, migrates it and fills it with a shop. Tests copy it, as
 * that takes a fraction of a second and this half a minute.
 */
export const prepareDatabase = async (
  serverUrl: string,
  name: string
): Promise<string> => {
  const databaseUrl = await createDatabase(serverUrl, name)
  await migrate(databaseUrl)
  const { container, url, stop } = await startApp({ databaseUrl })
  try {
    const seed = await seedDatabase(container)
    await seedCarts({
      databaseUrl,
      seed,
      api: createApi(url),
      storeHeaders: { "x-publishable-api-key": seed.publishable_key },
    })
  } finally {
    await stop()
  }
  return databaseUrl
}

/** As a script: `prepare-database.ts <name>`, on the server of DATABASE_URL. */
const main = async () => {
  const [name] = process.argv.slice(2)
  if (!name || !process.env.DATABASE_URL) {
    throw new Error("Expected DATABASE_URL and the new database's name")
  }
  const { url } = await startPostgres()
  console.log(await prepareDatabase(url, name))
}

if (require.main === module) {
  main().catch((error) => {
    console.error(error)
    process.exitCode = 1
  })
}
