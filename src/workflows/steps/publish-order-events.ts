import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import {
  ContainerRegistrationKeys,
  EventPriority,
  Modules,
  promiseAll,
} from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import { describeError } from "../../modules/order-finalization/public-message"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"
import { wakeWebhooks } from "../../modules/order-finalization/wake-up"
import type { OutboxEvent } from "../../modules/order-finalization/types"
import { listSubscriptions } from "../../consumers/registry"
import { isStopping } from "../../utils/background-work"
import { OutOfTime, withTimeout } from "../../utils/with-timeout"
import { lookOnceMore } from "../settling/look-once-more"
import {
  EMIT_TIMEOUT_MS,
  SUBSCRIBER_BACK_OFF_MS,
} from "../../modules/order-finalization/timing"

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

export type PublishOrderEventsStepInput = {
  /** Events that the caller has claimed already; they go first. */
  claimed_events?: OutboxEvent[]
  /**
   * Publish what these orders are due. Without it: all that is due, which may take long.
   * Whoever waits for orders of its own must not wait for everybody's.
   */
  order_ids?: string[]
}

export const publishOrderEventsStepId = "publish-order-events-step"
/**
 * Hands due events to the event bus until none is left. An event that the bus does not
 * take is put back with a growing back-off; one whose relay dies is due again when its
 * claim runs out, and is then published once more with the same `event_id`.
 */
export const publishOrderEventsStep = createStep(
  publishOrderEventsStepId,
  async (
    { claimed_events = [], order_ids }: PublishOrderEventsStepInput,
    { container }
  ) => {
    const service = container.resolve(ORDER_FINALIZATION_MODULE)
    let published = 0
    const hasMore = () => !isStopping() && order_ids?.length !== 0
    /** Gives the batch to go on with: none once the event bus has not taken one. */
    const publishAndClaim = async (events: OutboxEvent[]) => {
      if (events.length) {
        const count = await publish(container, service, events)
        if (count === null) {
          return []
        }
        published += count
      }
      return hasMore()
        ? await service.claimDueEvents(BATCH_SIZE, order_ids)
        : []
    }
    const publishAll = async (events: OutboxEvent[]) => {
      while (events.length) {
        events = await publishAndClaim(events)
      }
    }

    const first = await publishAndClaim(claimed_events)
    // Seldom: a relay that is woken by an order finds that order's event alone.
    const isBacklog = first.length === BATCH_SIZE
    const others = Array.from(
      { length: isBacklog ? BATCHES_AT_ONCE - 1 : 0 },
      async () => await publishAll(await publishAndClaim([]))
    )
    await promiseAll([publishAll(first), ...others])

    return new StepResponse({ published })
  }
)

/** How many of them the event bus took; `null` if it takes none. */
async function publish(
  container: MedusaContainer,
  service: OrderFinalizationModuleService,
  claimed: OutboxEvent[]
): Promise<number | null> {
  let ids = claimed.map(({ id }) => id)
  try {
    const events = await lookOnceMore(container, claimed)
    ids = events.map(({ id }) => id)
    if (events.length) {
      await emit(container, events)
      const subscriptions = listSubscriptions(container)
      if (await service.markEventsPublished(ids, subscriptions)) {
        wakeWebhooks(container)
      }
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
