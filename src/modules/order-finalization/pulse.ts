import type { IEventBusModuleService, Logger } from "@medusajs/framework/types"
import { describeError } from "./public-message"
import { PULSE_EVENT } from "./wake-up"

const INTERVAL_MS = 30_000

/**
 * Says every half minute that it is time to look. Core keeps the schedule of its jobs in
 * Redis alone, and makes it at boot only (Medusa 2.21.2): when Redis comes back empty, no
 * job runs any more until the next restart.
 */
export class Pulse {
  private timer: NodeJS.Timeout | undefined
  private isWaiting = false

  constructor(
    private readonly bus: IEventBusModuleService,
    private readonly logger: Logger
  ) {}

  start(): void {
    this.timer ??= setInterval(() => void this.beat(), INTERVAL_MS).unref()
  }

  stop(): void {
    clearInterval(this.timer)
    this.timer = undefined
  }

  private async beat(): Promise<void> {
    // While Redis is down its client keeps what it is given: one will do.
    if (this.isWaiting) {
      return
    }
    this.isWaiting = true
    try {
      await this.bus.emit({ name: PULSE_EVENT, data: {} }, { internal: true })
    } catch (error) {
      this.logger.debug(
        `medusa-plugin-order-finalized: the event bus did not take a pulse: ${describeError(error)}`
      )
    } finally {
      this.isWaiting = false
    }
  }
}
