import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

type EventBus = { releaseGroupedEvents(eventGroupId: string): Promise<void> }

/**
 * Lets a run end as usual, but keeps its events back until `release`: the subscribers
 * would otherwise begin their work before the call has returned.
 */
export const holdEvents = (container: MedusaContainer) => {
  const bus = container.resolve(Modules.EVENT_BUS) as EventBus
  const groups: string[] = []
  bus.releaseGroupedEvents = async (eventGroupId) => {
    groups.push(eventGroupId)
  }
  return {
    release: async () => {
      // Uncovers the method of the bus's class again.
      delete (bus as Partial<EventBus>).releaseGroupedEvents
      for (const group of groups) {
        await bus.releaseGroupedEvents(group)
      }
    },
  }
}
