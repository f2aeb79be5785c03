import {
  ContainerRegistrationKeys,
  EventPriority,
  Modules,
  promiseAll,
} from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { listSubscriptions } from "../../consumers/registry"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import { describeError } from "../../modules/order-finalization/public-message"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"
import type { OutboxEvent } from "../../modules/order-finalization/types"
import {
  EMIT_TIMEOUT_MS,
  SUBSCRIBER_BACK_OFF_MS,
} from "../../modules/order-finalization/timing"
import { isStopping } from "../../utils/background-work"
import { OutOfTime, withTimeout } from "../../utils/with-timeout"
import { reconcileLateEvents } from "./reconcile-late-events"

export const BATCH_SIZE = 500
/** The database works on the other batches while the event bus takes one. */
export const BATCHES_AT_ONCE = 3

/**
 * The Redis event bus runs a failing subscriber once unless told otherwise; the local
 * one ignores this.
 */
export const EMIT_OPTIONS = {
  attempts: 5,
  backoff: { type: "exponential", delay: SUBSCRIBER_BACK_OFF_MS },
  priority: EventPriority.CRITICAL,
}

/**
 * Publishes due events until none is left. An event that the bus does not take is put back
 * with a growing back-off; one whose relay dies is due again when its claim runs out, and
 * is then published once more with the same `event_id`.
 *
 * @param claimed - Events that the caller has claimed already; they go first.
 * @param orderIds - Whose events; without it, all that is due.
 * @returns how many were published.
 */
export async function relay(
  container: MedusaContainer,
  claimed: OutboxEvent[],
  orderIds?: string[]
): Promise<number> {
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  let published = 0
  const hasMore = () => !isStopping() && orderIds?.length !== 0
  /** Gives the batch to go on with: none once the event bus has not taken one. */
  const publishAndClaim = async (events: OutboxEvent[]) => {
    if (events.length) {
      const count = await publish(container, service, events)
      if (count === null) {
        return []
      }
      published += count
    }
    return hasMore() ? await service.claimDueEvents(BATCH_SIZE, orderIds) : []
  }
  const publishAll = async (events: OutboxEvent[]) => {
    while (events.length) {
      events = await publishAndClaim(events)
    }
  }

  const first = await publishAndClaim(claimed)
  // Seldom: a relay that is woken by an order finds that order's event alone.
  const isBacklog = first.length === BATCH_SIZE
  const others = Array.from(
    { length: isBacklog ? BATCHES_AT_ONCE - 1 : 0 },
    async () => await publishAll(await publishAndClaim([]))
  )
  await promiseAll([publishAll(first), ...others])
  return published
}

/** How many of them the event bus took; `null` if it takes none. */
async function publish(
  container: MedusaContainer,
  service: OrderFinalizationModuleService,
  claimed: OutboxEvent[]
): Promise<number | null> {
  let ids = claimed.map(({ id }) => id)
  try {
    const events = await reconcileLateEvents(container, claimed)
    ids = events.map(({ id }) => id)
    if (events.length) {
      await emit(container, events)
      await service.markEventsPublished(ids, listSubscriptions(container))
    }
    return events.length
  } catch (error) {
    // A backend that shuts down leaves them to the others at once.
    if (error instanceof OutOfTime && error.isStopping) {
      await service.giveBackEvents(ids)
      return null
    }
    const message = describeError(error)
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(
        `medusa-plugin-order-finalized: could not publish ${ids.length} events, first ${ids[0]}; they will be published later: ${message}`
      )
    await service.postponeEvents(ids, message)
    return null
  }
}

async function emit(
  container: MedusaContainer,
  events: OutboxEvent[]
): Promise<void> {
  const emitted = container.resolve(Modules.EVENT_BUS).emit(
    events.map(({ name, data }) => ({ name, data })),
    { ...EMIT_OPTIONS }
  )
  await withTimeout(emitted, EMIT_TIMEOUT_MS)
}
