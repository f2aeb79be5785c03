import { inspect } from "util"
import { ContainerRegistrationKeys, isString } from "@medusajs/framework/utils"
import type { Backend } from "../backend/backend"

export type LogListener = {
  /** Everything that was logged as an error or a warning, in its order. */
  lines: string[]
  stop(): void
}

/** Listens on the backend's logger, whatever its level lets through. */
export const listenToLog = ({
  container,
}: Pick<Backend, "container">): LogListener => {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const lines: string[] = []
  const spies = (["error", "warn"] as const).map((level) => {
    const log = logger[level].bind(logger)
    return jest.spyOn(logger, level).mockImplementation((...args) => {
      // Core's event buses log the error itself, in the place of a message.
      const line = args.map((arg) => (isString(arg) ? arg : inspect(arg)))
      lines.push(line.join(" "))
      return (log as (...args: unknown[]) => void)(...args)
    })
  })
  return { lines, stop: () => spies.forEach((spy) => spy.mockRestore()) }
}
