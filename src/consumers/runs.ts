import { getStopSignal } from "../utils/background-work"
import { processWide } from "../utils/process-registry"
import type { Consumer } from "./consumer"

/**
 * What is claimed runs at once: a claim that waited for another handler would lose its
 * lease, and run twice.
 */
export type Runs = {
  /** Handlers that run, and claims for one. */
  taken: number
  /** Those that have ended, and given their place to others before that is noted. */
  ending: number
  /** Events that came while no handler was free, until their receipts say so. */
  left: Set<string>
  isLeaving: boolean
  isDraining: boolean
  /** Whether receipts may be due that no handler was free for. */
  mayHaveMore: boolean
}

// By the life of the backend: what an earlier one of this process has left may hang.
const allRuns = processWide(
  "runs",
  () => new WeakMap<AbortSignal, Map<string, Runs>>()
)

export function runsOf({ name }: Consumer): Runs {
  const life = getStopSignal()
  const ofLife = allRuns.get(life) ?? new Map<string, Runs>()
  allRuns.set(life, ofLife)
  const runs = ofLife.get(name) ?? {
    taken: 0,
    ending: 0,
    left: new Set(),
    isLeaving: false,
    isDraining: false,
    mayHaveMore: false,
  }
  ofLife.set(name, runs)
  return runs
}

/** Forgets those of a consumer, unless something is under way; whether they are gone. */
export function forgetRuns({ name }: Consumer): boolean {
  const ofLife = allRuns.get(getStopSignal())
  const runs = ofLife?.get(name)
  if (
    runs &&
    (runs.taken || runs.ending || runs.isDraining || runs.isLeaving)
  ) {
    return false
  }
  ofLife?.delete(name)
  return true
}

/** Where a handler runs, one of as many as its consumer has. */
export type Place = {
  /**
   * Has the next handler run while it is noted how this one ended; not by more of them than
   * there are places.
   */
  giveUp(): void
  /** Whether it may handle the order's next event, too; otherwise that is started anew. */
  goOn(): boolean
  end(): void
}

/**
 * One of the places that are taken.
 *
 * @param drain - Starts what is due, as far as there are places.
 */
export function toPlace(
  consumer: Consumer,
  runs: Runs,
  drain: () => void
): Place {
  let isGivenUp = false
  const free = () => {
    runs.taken--
    if (runs.mayHaveMore) {
      drain()
    }
  }
  return {
    giveUp: () => {
      if (!isGivenUp && runs.ending < consumer.maxRuns) {
        isGivenUp = true
        runs.ending++
        free()
      }
    },
    goOn: () => {
      if (isGivenUp) {
        drain()
      }
      return !isGivenUp
    },
    end: () => {
      if (isGivenUp) {
        runs.ending--
      } else {
        free()
      }
    },
  }
}
