import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import {
  ContainerRegistrationKeys,
  Modules,
  OrderWorkflowEvents,
} from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../modules/order-finalization"
import { inBackground } from "../utils/background-work"
import { takeOwnPayment } from "../workflows/complete-cart/own-payments"
import { reconcileOrdersWorkflow } from "../workflows/reconcile-orders"
import { NOTE_WITHIN_MS } from "../modules/order-finalization/timing"

/** A payment exists: it was authorized. Core has no event that says so otherwise. */
const PAYMENT_CREATED = "payment.payment.created"
/** A capture, or a refund, was recorded as an order transaction. */
const TRANSACTION_CREATED = "order.order-transaction.created"

/**
 * Reconciles an order when its payment came, or it was placed by another workflow or
 * cancelled. An order whose run settles it anyway is left to its run.
 */
export default async function settleChangedOrder({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  if (event.name === PAYMENT_CREATED && (await takeOwnPayment(event.data.id))) {
    return
  }
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, NOTE_WITHIN_MS)
    inBackground(container, "note", async () => {
      try {
        await noteChange(container, event)
      } finally {
        clearTimeout(timer)
        resolve()
      }
    })
  })
}

async function noteChange(
  container: MedusaContainer,
  event: { name: string; data: { id: string } }
): Promise<void> {
  const orderId = await toOrderId(container, event.name, event.data.id)
  if (!orderId) {
    return
  }
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  const record = await service.readRecordState(orderId)
  const isSettledByItsRun =
    event.name !== OrderWorkflowEvents.CANCELED &&
    (record?.status === "pending" || record?.status === "finalized")
  const isKnown = record && event.name === OrderWorkflowEvents.PLACED
  if (isSettledByItsRun || isKnown) {
    return
  }
  if (record) {
    await service.checkSoon(orderId)
  }
  inBackground(container, "reconcile", async () => {
    await reconcileOrdersWorkflow(container).run({
      input: {
        order_ids: [orderId],
        // Whoever says that an order is placed means it, be it a draft from long ago.
        open_records: event.name === OrderWorkflowEvents.PLACED,
      },
    })
  })
}

async function toOrderId(
  container: MedusaContainer,
  eventName: string,
  id: string
): Promise<string | undefined> {
  if (eventName === PAYMENT_CREATED) {
    const [payment] = await container
      .resolve(Modules.PAYMENT)
      .listPayments({ id }, { select: ["payment_collection_id"] })
    if (!payment) {
      return undefined
    }
    // By the link alone: with each checkout this runs beside the settling of its order.
    const { data } = await container
      .resolve(ContainerRegistrationKeys.QUERY)
      .graph({
        entity: "order_payment_collection",
        fields: ["order_id"],
        filters: { payment_collection_id: payment.payment_collection_id },
      })
    return data[0]?.order_id
  }
  if (eventName === TRANSACTION_CREATED) {
    const [transaction] = await container
      .resolve(Modules.ORDER)
      .listOrderTransactions({ id }, { select: ["order_id"] })
    return transaction?.order_id
  }
  return id
}

export const config: SubscriberConfig = {
  event: [
    PAYMENT_CREATED,
    TRANSACTION_CREATED,
    OrderWorkflowEvents.PLACED,
    OrderWorkflowEvents.CANCELED,
  ],
  context: { subscriberId: "order-finalization-settle-changed-order" },
}
