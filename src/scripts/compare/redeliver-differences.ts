import type { MedusaContainer } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  MedusaError,
} from "@medusajs/framework/utils"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type { OrderComparison } from "../../modules/order-finalization/compare-types"
import {
  OrderFinalizationEvents,
  type OrderFinalizationEventName,
} from "../../modules/order-finalization/types"
import { redeliverOrderEventWorkflow } from "../../workflows/redeliver-order-event"

const PAGE_SIZE = 1_000

const { FINALIZED, REVERTED } = OrderFinalizationEvents

/**
 * Delivers again, to one consumer, the events that say what it should hold: `order.reverted`
 * of what it should void, `order.finalized` of what it lacks or should restore. An order
 * whose event is gone is named; nothing can be delivered of one that is not final yet.
 *
 * @returns How many are on their way: the running backend delivers them, within seconds.
 */
export async function redeliverDifferences(
  container: MedusaContainer,
  { to_void, missing, to_restore }: OrderComparison,
  consumer: string
): Promise<number> {
  const toIds = (orders: { id: string | null }[]) => orders.map(({ id }) => id!)
  const redeliver = async (name: OrderFinalizationEventName, ids: string[]) => {
    let count = 0
    for (let from = 0; from < ids.length; from += PAGE_SIZE) {
      const page = ids.slice(from, from + PAGE_SIZE)
      count += await redeliverPage(container, name, page, consumer)
    }
    return count
  }
  return (
    (await redeliver(REVERTED, toIds(to_void))) +
    (await redeliver(FINALIZED, toIds([...missing, ...to_restore])))
  )
}

async function redeliverPage(
  container: MedusaContainer,
  name: OrderFinalizationEventName,
  orderIds: string[],
  consumer: string
): Promise<number> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const events = await container
    .resolve(ORDER_FINALIZATION_MODULE)
    .listOrderFinalizationEvents(
      { order_id: orderIds, name },
      { select: ["id", "order_id"], take: orderIds.length }
    )
  const eventIds = new Map(events.map(({ id, order_id }) => [order_id, id]))
  let count = 0
  for (const order_id of orderIds) {
    const event_id = eventIds.get(order_id)
    if (!event_id) {
      logger.warn(
        `${order_id}: its ${name} is past its retention, or was never recorded: see to it by hand.`
      )
    } else if (await redeliver(container, event_id, consumer)) {
      count++
    }
  }
  return count
}

async function redeliver(
  container: MedusaContainer,
  event_id: string,
  consumer: string
): Promise<boolean> {
  try {
    await redeliverOrderEventWorkflow(container).run({
      input: { event_id, consumer },
    })
    return true
  } catch (error) {
    if (!isNotFound(error)) {
      throw error
    }
    // Of this event alone: the consumer may have to do with the others.
    container.resolve(ContainerRegistrationKeys.LOGGER).warn(error.message)
    return false
  }
}

const isNotFound = (error: unknown): error is MedusaError =>
  MedusaError.isMedusaError(error) && error.type === MedusaError.Types.NOT_FOUND
