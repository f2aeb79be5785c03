import { FetchError } from "@medusajs/js-sdk"

/** How often something is read while it is moving, and while nothing is known to. */
const MOVING_MS = 3_000
const IDLE_MS = 30_000

/** What the backend has against a request that asking again does not change. */
const REFUSALS = [400, 401, 403, 404]

const hasStatus = (error: Error, ...statuses: number[]): boolean =>
  error instanceof FetchError && statuses.includes(error.status ?? 0)

export const isNotFound = (error: Error): boolean => hasStatus(error, 404)

export const isLoggedOut = (error: Error): boolean => hasStatus(error, 401)

/**
 * After how many milliseconds something is read again; `false` for never.
 *
 * @param mayAppear - Whether what is not there may come to be.
 */
export function toRefreshInterval(
  error: Error | null,
  isMoving: boolean,
  mayAppear: boolean
): number | false {
  if (!error) {
    return isMoving ? MOVING_MS : IDLE_MS
  }
  if (mayAppear && isNotFound(error)) {
    return IDLE_MS
  }
  return hasStatus(error, ...REFUSALS) ? false : MOVING_MS
}
