import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

type Message = { name: string; metadata?: { eventGroupId?: string } }

type EventBus = {
  emit(messages: Message | Message[], options?: object): Promise<void>
  releaseGroupedEvents(eventGroupId: string): Promise<void>
}

/**
 * Has the event bus fail once, as in a short loss of Redis: when it is to release the
 * events of the run that places the next order. Other runs, of jobs, are not touched.
 */
export const failNextRelease = (container: MedusaContainer): void => {
  const bus = container.resolve(Modules.EVENT_BUS) as unknown as EventBus
  const emit = bus.emit.bind(bus)
  const release = bus.releaseGroupedEvents.bind(bus)
  let failing: string | undefined

  bus.emit = async (messages, options) => {
    const placed = [messages].flat().find(({ name }) => name === "order.placed")
    failing ??= placed?.metadata?.eventGroupId
    await emit(messages, options)
  }
  bus.releaseGroupedEvents = async (eventGroupId) => {
    if (eventGroupId !== failing) {
      return await release(eventGroupId)
    }
    // Uncovers the methods of the bus's class again.
    delete (bus as Partial<EventBus>).emit
    delete (bus as Partial<EventBus>).releaseGroupedEvents
    throw new Error("Connection is closed")
  }
}
