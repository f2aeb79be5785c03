import { getStopSignal } from "./background-work"
import { within } from "./within"
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
  let stop = () => {}
  const stopped = new Promise<never>((_, reject) => {
    stop = () => {
      const giveUp = () => reject(new OutOfTime("the backend shuts down", true))
      // How the work ends is for whoever waits for it below.
      within(STOP_AFTER_MS, work, giveUp).catch(() => {})
    }
  })
  if (signal.aborted) {
    stop()
  } else {
    signal.addEventListener("abort", stop, { once: true })
  }
  try {
    return await within(ms, Promise.race([work, stopped]), () => {
      throw new OutOfTime(`no answer within ${ms} ms`, false)
    })
  } finally {
    signal.removeEventListener("abort", stop)
  }
}
