import { randomBytes } from "crypto"
import { dropDatabase, listDatabases } from "./databases"
import { startPostgres } from "./postgres"
import { deleteByPrefix } from "./redis"

export type OwnServices = {
  postgresUrl: string
  /** Every database and Redis key of this run is to start with it. */
  run: string
  /** Has `step` done before the services stop; the last one first. */
  beforeStop(step: () => Promise<void>): void
  /** Drops those databases and keys, and stops what was started. */
  stop(): Promise<void>
}

/**
 * PostgreSQL for a script that runs outside of jest, and a promise to leave nothing
 * behind, also when a signal ends it.
 */
export const startOwnServices = async (
  name: string,
  redisUrl?: string
): Promise<OwnServices> => {
  const run = `of_${name}_${randomBytes(4).toString("hex")}`
  const postgres = await startPostgres()
  const steps = [
    postgres.stop,
    async () => {
      for (const database of await listDatabases(postgres.url, run)) {
        await dropDatabase(postgres.url, database)
      }
    },
    async () => {
      if (redisUrl) {
        await deleteByPrefix(redisUrl, run)
      }
    },
  ]
  const runSteps = async () => {
    for (let step = steps.pop(); step; step = steps.pop()) {
      await step()
    }
  }
  let stopping: Promise<void> | undefined
  const stop = () => (stopping ??= runSteps())

  // In place of the handlers that end the process at once: on a server of somebody
  // else's, the databases would stay. Exit handlers run all the same.
  const end = (code: number) => () =>
    void stop()
      .catch((error) => console.error(error))
      .finally(() => process.exit(code))
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const) {
    process.removeAllListeners(signal)
    process.once(signal, end(code))
  }
  return {
    postgresUrl: postgres.url,
    run,
    beforeStop: (step) => void steps.push(step),
    stop,
  }
}
