import { setMaxListeners } from "events"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { describeError } from "../modules/order-finalization/public-message"
import { logAggregated } from "./aggregated-log"
import { processWide } from "./process-registry"
import {
  GIVE_BACK_WITHIN_MS,
  STOP_AFTER_MS,
  STOP_WITHIN_MS,
} from "../modules/order-finalization/timing"

export type BackgroundKind =
  "settle" | "reconcile" | "note" | "notice" | "relay" | "deliver"

type Limit = { running: number; waiting: number; mustRun?: boolean }

/**
 * What subscribers start and do not wait for: with Redis an instance handles one event at
 * a time, and whatever waits in a subscriber holds up the whole shop (Medusa 2.21.2).
 * Nothing depends on it: all of it can be found in the database, and the clockwork does.
 */
const LIMITS: Record<BackgroundKind, Limit> = {
  // Most of an order's time may go to gates that wait for others.
  settle: { running: 50, waiting: 1_000 },
  // Reads of core's: as many as leave the database's connections to the checkouts.
  reconcile: { running: 4, waiting: 1_000 },
  // Short, and the only ones who know of it: a shutdown waits for their turn, too.
  note: { running: 10, waiting: 1_000, mustRun: true },
  // Each may ask the payment provider.
  notice: { running: 4, waiting: 1_000, mustRun: true },
  // Who waits sees whatever became due meanwhile: a second one would find nothing.
  relay: { running: 1, waiting: 1 },
  // So for webhooks: only what is due is looked for, the requests run beside it.
  deliver: { running: 1, waiting: 1 },
}

type Job = { ended: Promise<unknown>; giveBack?: () => Promise<unknown> }
type Work = () => Promise<void>

/** Between a start and a stop of the backend; a process may boot it more than once. */
class Life {
  readonly controller = new AbortController()
  readonly cutOff = new AbortController()
  readonly jobs = new Set<Job>()
  readonly running = new Map<BackgroundKind, number>()
  readonly waiting = new Map<BackgroundKind, Work[]>()

  constructor() {
    // As many listen as work runs: handlers, gates, and what they pass it on to.
    setMaxListeners(0, this.controller.signal, this.cutOff.signal)
  }
}

const current = processWide("background", () => ({ life: new Life() }))

/** Aborted as soon as the backend shuts down. */
export const getStopSignal = (): AbortSignal => current.life.controller.signal

/**
 * Aborted a moment later: for what others would hear of twice if it were cut off at once.
 */
export const getCutOffSignal = (): AbortSignal => current.life.cutOff.signal

/** Whether the backend shuts down: nothing new is claimed any more. */
export const isStopping = (): boolean => getStopSignal().aborted

/** Whether nothing that subscribers have started is running or waiting. */
export const isIdle = (): boolean =>
  [...current.life.running.values()].every((count) => count === 0)

/**
 * Starts work, or has it wait for its turn; `false` if too much waits already, or the
 * backend shuts down: then it is left to the clockwork. Errors are logged, and go no
 * further.
 */
export function inBackground(
  container: MedusaContainer,
  kind: BackgroundKind,
  work: Work
): boolean {
  const { life } = current
  const count = life.running.get(kind) ?? 0
  const waiting = life.waiting.get(kind) ?? []
  const safe: Work = async () => {
    try {
      await work()
    } catch (error) {
      const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logAggregated({
        log: (line) => logger.error(line),
        key: `background:${kind}`,
        what: `could not ${kind} in the background`,
        detail: `it will be done later: ${describeError(error)}`,
      })
    }
  }
  if (isStopping() || waiting.length >= LIMITS[kind].waiting) {
    return false
  }
  life.waiting.set(kind, waiting)
  waiting.push(safe)
  if (count < LIMITS[kind].running) {
    life.running.set(kind, count + 1)
    void track(workOff(life, kind))
  }
  return true
}

async function workOff(life: Life, kind: BackgroundKind): Promise<void> {
  const waiting = life.waiting.get(kind)!
  for (let work = waiting.shift(); work; work = waiting.shift()) {
    if (!life.controller.signal.aborted || LIMITS[kind].mustRun) {
      await work()
    }
  }
  life.running.set(kind, life.running.get(kind)! - 1)
}

/**
 * Has a shutdown wait for what is running.
 *
 * @param giveBack - Called if it runs on all the same: gives its claims to other instances.
 */
export async function track<Result>(
  running: Promise<Result>,
  giveBack?: () => Promise<unknown>
): Promise<Result> {
  const { jobs } = current.life
  const job = { ended: running.catch(() => {}), giveBack }
  jobs.add(job)
  try {
    return await running
  } finally {
    jobs.delete(job)
  }
}

/** Begins anew: the backend starts. */
export function startBackgroundWork(): void {
  current.life = new Life()
}

/**
 * Tells what is running to stop, and waits for it, but not for ever: Kubernetes kills a
 * process 30 seconds after it asked it to end.
 */
export async function stopBackgroundWork(): Promise<void> {
  const { controller, cutOff, jobs } = current.life
  controller.abort()
  const timer = setTimeout(() => cutOff.abort(), STOP_AFTER_MS)
  await within(STOP_WITHIN_MS, async () => {
    // What ends may have begun something else, to note how it ended say.
    while (jobs.size) {
      await Promise.all([...jobs].map(({ ended }) => ended))
    }
  })
  clearTimeout(timer)
  const givenBack = [...jobs].map(async ({ giveBack }) => await giveBack?.())
  await within(GIVE_BACK_WITHIN_MS, async () => {
    await Promise.allSettled(givenBack)
  })
}

async function within(ms: number, work: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const bound = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work(), bound])
  clearTimeout(timer)
}
