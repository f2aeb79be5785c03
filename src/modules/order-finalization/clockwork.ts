import type { Logger } from "@medusajs/framework/types"
import { randomUUID } from "crypto"
import { isStopping, track } from "../../utils/background-work"
import { logAggregated } from "../../utils/aggregated-log"
import { describeError } from "./public-message"
import { processWide } from "../../utils/process-registry"
import {
  CLOCKWORK_TICK_MS,
  EXTEND_TASK_EVERY_MS,
  MAX_TASK_EXTENDED_MS,
  RETRY_TASK_AFTER_MS,
  TASK_LEASE_MS,
  TRY_TASK_EVERY_MS,
} from "./timing"

export type ClockworkTask = {
  /** Also the name of its lease. */
  name: string
  /** How often it runs, in milliseconds. */
  interval: number
  /**
   * Whether one instance is enough: then it runs once an interval in all of them together.
   *
   * @default false
   */
  isForOne?: boolean
  run: () => Promise<void>
}

/** The leases of tasks that one instance is enough for. */
export type Leases = {
  takeLease(name: string, heldBy: string, leaseMs: number): Promise<boolean>
  extendLease(name: string, heldBy: string, leaseMs: number): Promise<boolean>
  releaseLease(name: string, heldBy: string, restMs: number): Promise<void>
}

const knownTasks = processWide("tasks", () => new Map<string, ClockworkTask>())

/** Notes what the clockwork runs. Called by files that are loaded with the backend. */
export function addClockworkTask(task: ClockworkTask): void {
  knownTasks.set(task.name, task)
}

/**
 * One timer for all that has to be done again and again, so that neither Redis nor the
 * shop's own jobs can hold it up, nor it them: on the Redis engine scheduled jobs run one
 * at a time, and a Redis that comes back empty has forgotten them (Medusa 2.21.2). Each
 * task has its own interval, never overlaps itself, and waits for no other.
 */
export class Clockwork {
  private readonly id = randomUUID()
  private readonly running = new Set<string>()
  private readonly nextAt = new Map<string, number>()
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly leases: Leases,
    private readonly logger: Logger,
    private readonly tasks: ReadonlyMap<string, ClockworkTask> = knownTasks
  ) {}

  start(): void {
    this.timer ??= setInterval(() => this.tick(), CLOCKWORK_TICK_MS).unref()
  }

  /** What runs is told to stop, and waited for, with all background work. */
  stop(): void {
    clearInterval(this.timer)
    this.timer = undefined
  }

  private tick(): void {
    const now = performance.now()
    for (const task of this.tasks.values()) {
      const isDue = now >= (this.nextAt.get(task.name) ?? 0)
      if (isDue && !this.running.has(task.name) && !isStopping()) {
        const every = task.isForOne ? TRY_TASK_EVERY_MS : task.interval
        this.nextAt.set(task.name, now + every)
        this.running.add(task.name)
        void track(this.runSafely(task))
      }
    }
  }

  private async runSafely(task: ClockworkTask): Promise<void> {
    try {
      await (task.isForOne ? this.runAlone(task) : task.run())
    } catch (error) {
      logAggregated({
        log: (line) => this.logger.error(line),
        key: `task:${task.name}`,
        what: `the task "${task.name}" failed`,
        detail: `and will run again: ${describeError(error)}`,
      })
    } finally {
      this.running.delete(task.name)
    }
  }

  private async runAlone({ name, interval, run }: ClockworkTask) {
    const start = performance.now()
    if (!(await this.leases.takeLease(name, this.id, TASK_LEASE_MS))) {
      return
    }
    const extension = setInterval(() => {
      if (performance.now() - start < MAX_TASK_EXTENDED_MS) {
        // A lease that cannot be extended runs out: two at once do no harm.
        this.leases.extendLease(name, this.id, TASK_LEASE_MS).catch(() => {})
      }
    }, EXTEND_TASK_EVERY_MS).unref()
    // What a shutdown cuts off is due at once, and what fails soon.
    let pause = Math.min(interval, RETRY_TASK_AFTER_MS)
    try {
      await run()
      pause = interval
    } finally {
      clearInterval(extension)
      const rest = isStopping() ? 0 : pause - (performance.now() - start)
      await this.leases.releaseLease(name, this.id, Math.max(rest, 0))
    }
  }
}
