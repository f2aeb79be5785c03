import { getStopSignal } from "./background-work"
import { STOP_AFTER_MS } from "../modules/order-finalization/timing"

/** Waiting was given up: what was waited for may still happen. */
export class OutOfTime extends Error {
  constructor(
    message: string,
    /** Whether it was given up because the backend shuts down. */
    readonly isStopping: boolean
  ) {
    super(message)
  }
}

/**
 * Waits for somebody else's work, but not for ever, and only a moment longer once the
 * backend shuts down.
 *
 * @throws {@link OutOfTime}
 */
export async function withTimeout<Result>(
  work: Promise<Result>,
  ms: number
): Promise<Result> {
  const signal = getStopSignal()
  const timers: NodeJS.Timeout[] = []
  let stop = () => {}
  const bound = new Promise<never>((_, reject) => {
    const giveUpAfter = (limit: number, isStopping: boolean) => {
      const message = isStopping
        ? "the backend shuts down"
        : `no answer within ${limit} ms`
      const giveUp = () => reject(new OutOfTime(message, isStopping))
      timers.push(setTimeout(giveUp, limit))
    }
    stop = () => giveUpAfter(STOP_AFTER_MS, true)
    giveUpAfter(ms, false)
    if (signal.aborted) {
      stop()
    } else {
      signal.addEventListener("abort", stop, { once: true })
    }
  })
  try {
    return await Promise.race([work, bound])
  } finally {
    signal.removeEventListener("abort", stop)
    timers.forEach(clearTimeout)
  }
}
