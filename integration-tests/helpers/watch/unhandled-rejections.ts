import { runInThisContext } from "vm"

/**
 * Runs `fn` and gives it the rejections that nobody handled meanwhile. For the one case
 * in which core leaves one behind: it cancels a finished run whose events it could not
 * release, and awaits that nowhere (Medusa 2.21.2).
 */
export const collectUnhandledRejections = async (
  fn: (rejections: unknown[]) => Promise<void>
): Promise<void> => {
  // Tests see a copy of `process`; the runner listens on the real one.
  const realProcess: NodeJS.Process = runInThisContext("process")
  const listeners = realProcess.listeners("unhandledRejection")
  const rejections: unknown[] = []
  const collect = (reason: unknown) => void rejections.push(reason)

  realProcess.removeAllListeners("unhandledRejection")
  realProcess.on("unhandledRejection", collect)
  try {
    await fn(rejections)
  } finally {
    realProcess.off("unhandledRejection", collect)
    listeners.forEach((each) => realProcess.on("unhandledRejection", each))
  }
}
