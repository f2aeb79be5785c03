import { Modules, OrderStatus } from "@medusajs/framework/utils"
import type {
  FilterableOrderProps,
  MedusaContainer,
} from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import {
  OrderFinalizationEvents,
  type OutboxEvent,
} from "../../modules/order-finalization/types"
import { FAILED, safely } from "../settling/reconcile-or-open"
import { reconcileOrder } from "../settling/reconcile-order"

/**
 * Reconciles the orders of claimed events whose `order.finalized` had to wait: one that was
 * cancelled or deleted meanwhile is reverted, as core's own event of it may have gone by
 * before anybody heard that the order was final. Its `order.finalized` is published all
 * the same, and `order.reverted` follows it.
 *
 * Gives the events to publish: without those of an order that could not be reconciled,
 * which are put back.
 */
export async function reconcileLateEvents(
  container: MedusaContainer,
  claimed: OutboxEvent[]
): Promise<OutboxEvent[]> {
  const late = claimed.filter(
    ({ name, is_late }) => is_late && name === OrderFinalizationEvents.FINALIZED
  )
  const suspects = late.length ? await listUndone(container, late) : []
  if (!suspects.length) {
    return claimed
  }
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  const records = await service.listOrderFinalizations(
    { order_id: suspects, status: "finalized" },
    { take: suspects.length }
  )
  const failed = new Set<string>()
  for (const { order_id } of records) {
    const reconcile = async () => await reconcileOrder(container, order_id)
    if ((await safely(container, order_id, reconcile)) === FAILED) {
      failed.add(order_id)
    }
  }
  const isFailed = ({ order_id }: OutboxEvent) => failed.has(order_id)
  const putBack = claimed.filter(isFailed).map(({ id }) => id)
  if (putBack.length) {
    await service.postponeEvents(putBack, "The order could not be reconciled.")
  }
  return claimed.filter((event) => !isFailed(event))
}

/** Which of the orders are cancelled or gone: hardly ever one. */
async function listUndone(
  container: MedusaContainer,
  late: OutboxEvent[]
): Promise<string[]> {
  const ids = late.map(({ order_id }) => order_id)
  // The query knows the status, the type of its filter does not (Medusa 2.21.2).
  const filters = {
    id: ids,
    status: { $ne: OrderStatus.CANCELED },
  } as FilterableOrderProps
  const listStanding = async (skip: number, take: number) =>
    await container
      .resolve(Modules.ORDER)
      .listOrders(filters, { select: ["id"], skip, take })
  // The last one is there only if all are: one order is read instead of hundreds.
  const [last] = await listStanding(ids.length - 1, 1)
  if (last) {
    return []
  }
  const standing = await listStanding(0, ids.length)
  const standingIds = new Set(standing.map(({ id }) => id))
  return ids.filter((id) => !standingIds.has(id))
}
