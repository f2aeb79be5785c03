import { kebabCase, MedusaError, Modules } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { ConsumerSubscription } from "../modules/order-finalization/receipt-types"
import {
  OrderFinalizationEvents,
  type OrderFinalizationEventName,
  type OrderFinalizedEventData,
  type OrderRevertedEventData,
} from "../modules/order-finalization/types"
import { ORDER_FINALIZATION_MODULE } from "../modules/order-finalization"
import { assertInstalled } from "../utils/assert-installed"
import { processMap, registerOnce } from "../utils/process-registry"
import type { Consumer } from "./consumer"
import { handleOnce } from "./handle-once"

/** An event of the plugin, told apart by its `name`. */
export type OrderEventMessage =
  | {
      name: typeof OrderFinalizationEvents.FINALIZED
      data: OrderFinalizedEventData
    }
  | {
      name: typeof OrderFinalizationEvents.REVERTED
      data: OrderRevertedEventData
    }

export type ProcessOnceInput = {
  event: OrderEventMessage
  container: MedusaContainer
  /**
   * Aborted when the backend shuts down: it then waits 5 seconds for the handler, and
   * redelivers the event if it has not ended by then. Pass it on to what takes long.
   *
   * @example
   * await fetch(url, { method: "POST", body, signal })
   */
  signal: AbortSignal
}

export type ProcessOnceHandler = (input: ProcessOnceInput) => Promise<void>

/**
 * How many handlers of a consumer run at once in a process: the receiving system must not be
 * run over by a backlog.
 */
export const MAX_RUNS = 20

/** A consumer of `processOnce`. */
export type RegisteredConsumer = Consumer & {
  /** The name of the subscriber function, from which core derives the subscriber's ID. */
  subscriberName: string
}

const CONSUMER_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

const consumers = processMap<RegisteredConsumer>("consumers")

/** Notes who receives; see `processOnce` for what may go wrong. */
export function addConsumer(
  name: string,
  handler: ProcessOnceHandler
): RegisteredConsumer {
  if (!CONSUMER_NAME.test(name)) {
    throw new MedusaError(
      MedusaError.Types.INVALID_ARGUMENT,
      `Expected the consumer of processOnce to be lower-case letters, digits and dashes, as "erp" or "crm-sync", got ${JSON.stringify(name)}`
    )
  }
  assertInstalled(`The consumer "${name}" of processOnce would never be called`)
  const consumer: RegisteredConsumer = {
    name,
    subscriberName: `processOnce-${name}`,
    maxRuns: MAX_RUNS,
    listEventNames: (container) => listEventNames(container, name),
    claimDue: async (container, limit) =>
      await container
        .resolve(ORDER_FINALIZATION_MODULE)
        .claimDueReceipts(name, limit),
    handle: async (container, receipt) =>
      await handleOnce(handler, container, receipt),
  }
  registerOnce(
    consumers,
    name,
    consumer,
    `A handler of the consumer "${name}" is there already: one of the two would miss every event. Give each processOnce a consumer name of its own, and let one handler listen to both events.`
  )
  return consumer
}

export const getConsumers = (): RegisteredConsumer[] => [...consumers.values()]

type EventBus = {
  /** Of every event bus that extends core's abstract one (Medusa 2.21.2). */
  eventToSubscribersMap?: Map<string, { id: string }[]>
}

/**
 * Which consumer listens to which event. `processOnce` does not see a subscriber's
 * `config`; the event bus knows what came of it.
 */
export function listSubscriptions(
  container: MedusaContainer
): ConsumerSubscription[] {
  if (!consumers.size) {
    return []
  }
  const bus = container.resolve(Modules.EVENT_BUS) as unknown as EventBus
  return Object.values(OrderFinalizationEvents).flatMap((event_name) => {
    const ids = bus.eventToSubscribersMap?.get(event_name) ?? []
    return getConsumers()
      .filter(({ subscriberName }) =>
        ids.some(({ id }) => id === kebabCase(subscriberName))
      )
      .map(({ name }) => ({ consumer: name, event_name }))
  })
}

/** The events that one consumer listens to. */
export function listEventNames(
  container: MedusaContainer,
  consumer: string
): OrderFinalizationEventName[] {
  return listSubscriptions(container)
    .filter((subscription) => subscription.consumer === consumer)
    .map(({ event_name }) => event_name)
}
