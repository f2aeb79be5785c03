import type { IEventBusModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import type { Backend } from "../backend/backend"
import { isIdle } from "../../../src/utils/background-work"
import { noteIfInvalid } from "./event-contract"
import { waitFor } from "./wait-for"

/** Payloads are asserted on field by field, and differ from event to event. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type EventData = Record<string, any>

export type HeardEvent = { name: string; data: EventData; at: number }

export type Listener = {
  /** In the order of arrival. */
  events: HeardEvent[]
  /** What came for one order, of one name if it is given. */
  of(orderId: string, name?: string): HeardEvent[]
  until(
    predicate: (events: HeardEvent[]) => boolean,
    timeoutMs?: number
  ): Promise<void>
  /** Resolves when all that was emitted before has arrived. */
  fence(): Promise<void>
  stop(): void
}

const FENCE = "harness.fence"

let listeners = 0

/** Listens on the backend's real event bus, as a subscriber file would. */
export const listen = (
  { container }: Pick<Backend, "container">,
  names: string[]
): Listener => {
  const bus = container.resolve(Modules.EVENT_BUS) as IEventBusModuleService
  const subscriberId = `harness-listener-${++listeners}`
  const events: HeardEvent[] = []
  const fences: unknown[] = []

  const hear = async ({ name, data }: { name: string; data: unknown }) => {
    noteIfInvalid(name, data)
    events.push({ name, data: data as EventData, at: Date.now() })
  }
  const hearFence = async ({ data }: { data: unknown }) => {
    fences.push((data as EventData).id)
  }
  for (const name of names) {
    bus.subscribe(name, hear, { subscriberId })
  }
  bus.subscribe(FENCE, hearFence, { subscriberId })

  const fence = async () => {
    const id = `${subscriberId}-${fences.length}`
    // Behind every event of normal priority that Redis holds already.
    await bus.emit({ name: FENCE, data: { id } }, { internal: true })
    await waitFor(() => fences.includes(id), { message: "the event bus" })
  }

  return {
    events,
    of: (orderId, name) =>
      events.filter(
        (event) => event.data.id === orderId && (!name || event.name === name)
      ),
    until: async (predicate, timeout = 10_000) => {
      const message = () => `events; heard ${JSON.stringify(events, null, 2)}`
      await waitFor(() => predicate(events), { timeout, message })
    },
    fence: async () => {
      await fence()
      if (!isIdle()) {
        // What the subscribers have begun may emit more.
        await waitFor(isIdle, { message: "the plugin's background work" })
        await fence()
      }
    },
    stop: () => {
      for (const name of names) {
        bus.unsubscribe(name, hear, { subscriberId })
      }
      bus.unsubscribe(FENCE, hearFence, { subscriberId })
    },
  }
}
