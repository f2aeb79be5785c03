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
import type { OutboxEvent } from "../../modules/order-finalization/types"
import { listSubscriptions } from "../../receipts/consumers"

export const BATCH_SIZE = 500
/** The database works on the other batches while the event bus takes one. */
export const BATCHES_AT_ONCE = 3
/**
 * Shorter than the lease of a claim, so that a relay whose event bus hangs gives its
 * events up before another relay may claim them.
 */
const EMIT_TIMEOUT_MS = 20_000

/**
 * The Redis event bus runs a failing subscriber once unless told otherwise; the local
 * one ignores this.
 */
export const EMIT_OPTIONS = {
  attempts: 5,
  backoff: { type: "exponential", delay: 1_000 },
  priority: EventPriority.CRITICAL,
}

export type PublishOrderEventsStepInput = {
  /** Events that the caller has claimed already; they go first. */
  claimed_events?: OutboxEvent[]
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
    { claimed_events = [] }: PublishOrderEventsStepInput,
    { container }
  ) => {
    const service = container.resolve<OrderFinalizationModuleService>(
      ORDER_FINALIZATION_MODULE
    )
    let published = 0
    /** Gives the batch to go on with: none once the event bus has not taken one. */
    const publishAndClaim = async (events: OutboxEvent[]) => {
      if (events.length && !(await publish(container, service, events))) {
        return []
      }
      published += events.length
      return await service.claimDueEvents(BATCH_SIZE)
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

async function publish(
  container: MedusaContainer,
  service: OrderFinalizationModuleService,
  events: OutboxEvent[]
): Promise<boolean> {
  const ids = events.map(({ id }) => id)
  try {
    await emit(container, events)
    await service.markEventsPublished(ids, listSubscriptions(container))
    return true
  } catch (error) {
    const message = describeError(error)
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(
        `medusa-plugin-order-finalized: could not publish ${ids.length} events, first ${ids[0]}; they will be published later: ${message}`
      )
    await service.postponeEvents(ids, message)
    return false
  }
}

async function emit(
  container: MedusaContainer,
  events: OutboxEvent[]
): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new Error(
            `The event bus did not take the events within ${EMIT_TIMEOUT_MS} ms`
          )
        ),
      EMIT_TIMEOUT_MS
    )
  })
  const emitted = container.resolve(Modules.EVENT_BUS).emit(
    events.map(({ name, data }) => ({ name, data })),
    { ...EMIT_OPTIONS }
  )
  try {
    await Promise.race([emitted, timeout])
  } finally {
    clearTimeout(timer)
  }
}
