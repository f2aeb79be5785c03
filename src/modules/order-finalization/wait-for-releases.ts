import type { IEventBusModuleService } from "@medusajs/framework/types"
import { randomUUID } from "crypto"
import { withTimeout } from "../../utils/with-timeout"
import { RELEASE_WITHIN_MS } from "./timing"

/**
 * Waits until the events of all runs that have ended are released. Core begins to release
 * them when a run ends, and waits for nobody: if the event bus closes meanwhile, it cancels
 * the finished run, and leaves the rejection of that unhandled (Medusa 2.21.2). The bus
 * takes its commands in turn: a release of its own, of a group that is empty, ends after
 * those that were begun before.
 */
export async function waitForReleases(
  bus: IEventBusModuleService
): Promise<void> {
  const released = bus.releaseGroupedEvents(randomUUID())
  await withTimeout(Promise.resolve(released), RELEASE_WITHIN_MS).catch(
    // A bus that is away releases nothing any more.
    () => {}
  )
}
