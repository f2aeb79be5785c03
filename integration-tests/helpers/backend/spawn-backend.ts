import { fork } from "child_process"
import * as path from "path"
import { createApi } from "./api"
import type { Storefront } from "../shop/checkout"
import type { Journal } from "../watch/journal"
import type { Trap } from "../faults/kill-points"
import { readSeed } from "../shop/seed"
import type { ServeMessage, ServeOptions } from "./serve"
import { waitFor } from "../watch/wait-for"

export type SpawnOptions = Omit<
  ServeOptions,
  "eventsFile" | "stepsFile" | "handledFile"
> & {
  journal: Journal
  /** Whether what it prints is of no use, as that of an outage. @default false */
  isSilent?: boolean
}

export type SpawnedBackend = Storefront & {
  url: string
  databaseUrl: string
  pid: number
  /** Sets a trap; see {@link Trap}. */
  trap(trap: Trap): void
  /** Resolves when a trap with `action: "hold"` has caught its order. */
  held(point: Trap["point"]): Promise<void>
  /** Resolves when a trap with `action: "kill"` has caught its order. */
  died(point: Trap["point"]): Promise<void>
  /** Resolves when the process is gone, however it went. */
  exited: Promise<void>
  /** As an orchestrator does; how long it took to end, in milliseconds. */
  stop(): Promise<number>
  /** As a power cut would, at any moment. */
  kill(): Promise<void>
}

/** How long a busy machine may take to boot a backend, in milliseconds. */
const BOOT_TIME = 90_000
/** Reconciliation may first have to wait for the end of a claim, of 30 s. */
const DEATH_TIME = 75_000

/** Boots a backend in a process of its own, on a database that is prepared. */
export const spawnBackend = async ({
  journal,
  isSilent = false,
  ...options
}: SpawnOptions): Promise<SpawnedBackend> => {
  const { eventsFile, stepsFile, handledFile, ledgerFile } = journal
  const seed = await readSeed(options.databaseUrl)
  const serveOptions: ServeOptions = {
    ...options,
    eventsFile,
    stepsFile,
    handledFile,
  }
  const output = isSilent ? "ignore" : "inherit"
  const child = fork(
    path.join(__dirname, "serve.ts"),
    [JSON.stringify(serveOptions)],
    {
      cwd: path.join(__dirname, "../../.."),
      execArgv: ["-r", "ts-node/register"],
      env: {
        ...process.env,
        // A subscriber that is held must not keep the Redis bus from the others.
        EVENT_CONCURRENCY: "50",
        // Jest's own would make Medusa behave, and log, in another way.
        NODE_ENV: "development",
        NODE_OPTIONS: "--no-deprecation",
        TEST_PAYMENT_LEDGER: ledgerFile,
      },
      stdio: ["ignore", output, output, "ipc"],
    }
  )
  const held: Trap["point"][] = []
  let url: string | undefined
  let failure: string | undefined
  child.on("message", (message: ServeMessage) => {
    if ("held" in message) {
      held.push(message.held.point)
    } else if ("url" in message) {
      url = message.url
    } else {
      failure = message.error
    }
  })
  let hasExited = false
  const exited = new Promise<void>((resolve) =>
    child.once("exit", () => {
      hasExited = true
      resolve()
    })
  )
  const killNow = () => child.kill("SIGKILL")
  process.once("exit", killNow)
  void exited.then(() => process.off("exit", killNow))
  const kill = async () => {
    killNow()
    await exited
  }

  try {
    await waitFor(() => url ?? failure ?? hasExited, {
      timeout: BOOT_TIME,
      message: "a backend to boot",
    })
    if (!url) {
      throw new Error(`The backend ended early: ${failure}`)
    }
  } catch (error) {
    await kill()
    throw error
  }
  return {
    url,
    databaseUrl: options.databaseUrl,
    pid: child.pid!,
    api: createApi(url),
    seed,
    storeHeaders: { "x-publishable-api-key": seed.publishable_key },
    trap: (trap) => void child.send(trap),
    held: async (point) => {
      await waitFor(() => hasExited || held.includes(point), {
        timeout: 20_000,
        message: `an order to be held ${point}`,
      })
      if (!held.includes(point)) {
        throw new Error(`The backend died before an order was held ${point}`)
      }
    },
    died: async (point) => {
      await waitFor(() => hasExited, {
        timeout: DEATH_TIME,
        message: `the backend to die ${point}`,
      })
    },
    exited,
    stop: async () => {
      const start = performance.now()
      child.kill("SIGTERM")
      await exited
      return performance.now() - start
    },
    kill,
  }
}
