import { execFileSync, spawn, spawnSync } from "child_process"
import * as fs from "fs"
import * as os from "os"
import * as path from "path"
import { exitOnSignals, freePort } from "../backend/processes"
import { findBinaries, isReachable } from "./postgres-binaries"

export { createDatabase, dropDatabase, withClient } from "./databases"

export type PostgresServer = {
  /** Without a database's name, as in `postgres://postgres@localhost:5432`. */
  url: string
  stop(): Promise<void>
}

/** PostgreSQL refuses to run as root: the account to run it as, if we are. */
const serverAccount = (): { uid: number; gid: number } | undefined => {
  if (process.getuid?.() !== 0) {
    return undefined
  }
  const id = (flag: string, name: string) =>
    Number(execFileSync("id", [flag, name], { stdio: "pipe" }).toString())
  for (const name of ["postgres", "nobody"]) {
    try {
      return { uid: id("-u", name), gid: id("-g", name) }
    } catch {
      // No such account here: try the next.
    }
  }
  throw new Error("Expected an account `postgres` or `nobody`, as root")
}

type Settings = Record<string, string | number>

const settings = (port: number, own: Settings) =>
  Object.entries({
    ...own,
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 300,
    // The default, stated: tests kill backends and count what survived.
    fsync: "on",
    synchronous_commit: "on",
  }).flatMap(([key, value]) => ["-c", `${key}=${value}`])

/** @param own - What this server is to have besides, as `{ wal_level: "logical" }`. */
export const startEmbedded = async (
  own: Settings = {}
): Promise<PostgresServer> => {
  const account = serverAccount()
  const isPrivate = account && !isReachable(os.tmpdir())
  const folder = isPrivate ? "/tmp" : os.tmpdir()
  const scratch = fs.mkdtempSync(path.join(folder, "order-finalization-"))
  const removeScratch = () =>
    fs.rmSync(scratch, { recursive: true, force: true })
  process.once("exit", removeScratch)
  exitOnSignals()
  fs.chmodSync(scratch, 0o755)
  const data = path.join(scratch, "data")
  fs.mkdirSync(data, { mode: 0o700 })
  if (account) {
    fs.chownSync(data, account.uid, account.gid)
  }

  const { initdb, postgres, pg_ctl } = findBinaries(!!account, scratch)
  const as = { ...account, cwd: scratch }
  const init = spawnSync(
    initdb,
    ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"],
    { ...as, encoding: "utf8" }
  )
  if (init.status !== 0) {
    throw new Error(`initdb failed: ${init.stderr || init.error}`)
  }

  const port = await freePort()
  const server = spawn(postgres, ["-D", data, ...settings(port, own)], {
    ...as,
    // A group of its own: Ctrl-C must reach the backend before its database.
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  })
  const stopNow = () => {
    spawnSync(pg_ctl, ["stop", "-D", data, "-m", "immediate"], as)
    removeScratch()
  }
  process.prependOnceListener("exit", stopNow)

  await new Promise<void>((resolve, reject) => {
    let log = ""
    server.stderr.on("data", (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-10_000)
      if (log.includes("ready to accept connections")) {
        resolve()
      }
    })
    server.once("exit", () => reject(new Error(`PostgreSQL stopped: ${log}`)))
  })
  // Nothing of it may keep this process from ending: the exit handler stops it.
  server.unref()
  ;(server.stderr as unknown as { unref(): void }).unref()

  return {
    url: `postgres://postgres@localhost:${port}`,
    stop: async () => {
      process.off("exit", stopNow)
      process.off("exit", removeScratch)
      server.ref()
      const gone = new Promise((resolve) => server.once("exit", resolve))
      if (server.exitCode === null) {
        server.kill("SIGINT")
        await gone
      }
      removeScratch()
    },
  }
}

/**
 * The server of DATABASE_URL, or else one of our own with its data in a new
 * temporary folder. `stop` ends only what this call has started.
 */
export const startPostgres = async (): Promise<PostgresServer> => {
  if (!process.env.DATABASE_URL) {
    return await startEmbedded()
  }
  const url = new URL(process.env.DATABASE_URL)
  url.pathname = ""
  url.search = ""
  return { url: url.toString().replace(/\/$/, ""), stop: async () => {} }
}
