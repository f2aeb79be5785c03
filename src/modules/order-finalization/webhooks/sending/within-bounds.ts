import { toErrorCode, type WebhookErrorCode } from "./to-error-code"

/**
 * Runs an attempt until it ends, its time is over, or the backend stops.
 *
 * @param work - Ends with the signal, or is left to itself: undici hears of it no sooner than
 * it is connected.
 * @returns What went wrong.
 */
export async function withinBounds(
  work: (signal: AbortSignal) => Promise<void>,
  ms: number,
  stopSignal: AbortSignal
): Promise<WebhookErrorCode | null> {
  if (stopSignal.aborted) {
    return "stopped"
  }
  const end = new AbortController()
  let reason: WebhookErrorCode | null = null
  const endWith = (code: WebhookErrorCode) => {
    reason ??= code
    end.abort()
  }
  const stop = () => endWith("stopped")
  const timer = setTimeout(endWith, ms, "timeout")
  stopSignal.addEventListener("abort", stop, { once: true })
  try {
    await Promise.race([work(end.signal), aborted(end.signal)])
    return null
  } catch (error) {
    return reason ?? toErrorCode(error)
  } finally {
    clearTimeout(timer)
    stopSignal.removeEventListener("abort", stop)
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason), {
      once: true,
    })
  )
