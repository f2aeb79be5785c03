import "../helpers/backend/quiet"
import * as fs from "fs"
import * as os from "os"
import * as path from "path"
import type { EngineName } from "../helpers/backend/engine"
import { packPlugin } from "../helpers/backend/packed-plugin"
import { startOwnServices } from "../helpers/services/own-services"
import { findRedis } from "../helpers/services/redis"
import { takeInvalidEvents } from "../helpers/watch/event-contract"
import { CASES } from "./cases"
import { installBackend } from "./install-backend"
import { compareVersions, pickVersions } from "./list-versions"
import {
  playCases,
  prepareDatabase,
  type Result,
  type Services,
} from "./play-cases"

/**
 * Installs the packed plugin in a backend of each Medusa that it supports and plays what a
 * shop relies on, on both engines: `npm run versions`, or `-- 2.15.5 newest` for some.
 */

const ENGINES: EngineName[] = ["in-memory", "redis"]

type Played = { version: string; results: Record<EngineName, Result[]> }

const failuresOf = (results: Result[]) => results.filter(({ error }) => error)

/** A backend takes 700 MB, hence one at a time, and removed at once. */
const play = async (
  version: string,
  folder: string,
  tarball: string,
  services: Services
): Promise<Played> => {
  const results: Played["results"] = { "in-memory": [], redis: [] }
  try {
    console.log(`Medusa ${version}: installing ...`)
    const backend = installBackend(folder, version, tarball)
    const template = await prepareDatabase(backend, services, version)
    await Promise.all(
      ENGINES.map(async (engine) => {
        results[engine] = await playCases(
          backend,
          version,
          engine,
          template,
          services
        ).catch(toFailure("boots"))
      })
    )
  } catch (error) {
    const failure = toFailure("is installed and migrates")(error as Error)
    ENGINES.forEach((engine) => (results[engine] = failure))
  } finally {
    ENGINES.forEach((engine) => report(version, engine, results[engine]))
    fs.rmSync(folder, { recursive: true, force: true })
  }
  return { version, results }
}

/** What keeps a version from being played counts as one case that failed. */
const toFailure =
  (title: string) =>
  ({ message }: Error): Result[] => [{ title, error: message }]

const report = (version: string, engine: EngineName, results: Result[]) => {
  const failures = failuresOf(results)
  const passed = results.length - failures.length
  console.log(
    `Medusa ${version}, ${engine}: ${passed} of ${results.length} passed`
  )
  for (const { title, error } of failures) {
    console.log(`  FAILED ${title}: ${error}`)
  }
}

/** As README has it. */
const toTable = (all: Played[]): string => {
  const row = (cells: string[]) => `| ${cells.join(" | ")} |`
  const head = ["Medusa", "in memory", "Redis", "what its core cannot do"]
  const rows = all.map(({ version, results }) => [
    version,
    ...ENGINES.map((engine) => {
      const { length } = results[engine]
      return `${length - failuresOf(results[engine]).length} of ${length}`
    }),
    missingFrom(version),
  ])
  return [head, head.map(() => "---"), ...rows].map(row).join("\n")
}

const missingFrom = (version: string): string => {
  const reasons = CASES.flatMap(({ since }) =>
    since && compareVersions(version, since.version) < 0 ? since.reason : []
  )
  return [...new Set(reasons)].join("; ")
}

const main = async () => {
  const versions = pickVersions(process.argv.slice(2))
  const redis = await findRedis()
  if (!redis) {
    throw new Error("Expected REDIS_URL, or redis-server on the PATH")
  }
  const own = await startOwnServices("versions", redis.url)
  own.beforeStop(redis.stop)
  // Node goes by real paths, and a temporary folder may itself be a link.
  const folder = fs.mkdtempSync(
    path.join(fs.realpathSync(os.tmpdir()), "order-finalization-versions-")
  )
  own.beforeStop(async () =>
    fs.rmSync(folder, { recursive: true, force: true })
  )
  try {
    const tarball = await packPlugin()
    const services = { ...own, redisUrl: redis.url }
    const all: Played[] = []
    for (const version of versions) {
      const place = path.join(folder, version)
      all.push(await play(version, place, tarball, services))
    }
    const results = all.flatMap(({ results }) => Object.values(results).flat())
    const failures = failuresOf(results).length
    const invalid = takeInvalidEvents()
    const failed = failures + invalid.length
    console.log(`\n${toTable(all)}\n`)
    invalid.forEach((fault) => console.log(`  FAILED ${fault}`))
    console.log(
      `versions: ${results.length - failures} passed, ${failed} failed`
    )
    process.exitCode = failed ? 1 : 0
  } finally {
    await own.stop()
  }
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
