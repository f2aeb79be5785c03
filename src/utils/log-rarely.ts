import type { Logger } from "@medusajs/framework/types"

/** What goes wrong every few seconds is said once a minute. */
const AT_MOST_EVERY_MS = 60_000

const lastSaid = new Map<string, number>()

/** Logs an error, at most once a minute for each subject. */
export function logRarely(
  logger: Pick<Logger, "error">,
  subject: string,
  message: string
): void {
  const now = performance.now()
  if (now - (lastSaid.get(subject) ?? -Infinity) >= AT_MOST_EVERY_MS) {
    lastSaid.set(subject, now)
    logger.error(`medusa-plugin-order-finalized: ${message}`)
  }
}
