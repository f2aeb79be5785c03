/**
 * How long the event bus and the plugin's job wait for a handler. Longer than most take:
 * then one event is handled after the other, and a backend that shuts down waits for it.
 */
const PATIENCE_MS = 4_000

/**
 * Waits for what is running, but not for ever. The Redis event bus takes one job at a time
 * unless told otherwise, and a scheduled job does not start again before it has ended
 * (Medusa 2.21.2): one handler that hangs would hold up everything else. It runs on all the
 * same, and its receipt with it.
 *
 * @param running - Never rejects: nobody may be left to hear of it.
 */
export async function withPatience(running: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS).unref()
  })
  await Promise.race([running, patience])
  clearTimeout(timer)
}
