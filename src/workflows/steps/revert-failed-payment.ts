import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import {
  ContainerRegistrationKeys,
  PaymentSessionStatus,
} from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"
import { OrderRevertedReason } from "../../modules/order-finalization/types"
import { cancelUnpaidOrder } from "../evidence/cancel-unpaid-order"

/** A payment that may still come, or has come, by another session of the collection. */
const HOPEFUL: string[] = [
  PaymentSessionStatus.AUTHORIZED,
  PaymentSessionStatus.CAPTURED,
  PaymentSessionStatus.PENDING_AUTHORIZATION,
]

export type RevertFailedPaymentStepInput = { payment_session_id: string }

type RevertFailedPaymentOutput = {
  status: string
  /** Whose events are to be published. */
  order_id?: string
}

const IGNORED: RevertFailedPaymentOutput = { status: "ignored" }

export const revertFailedPaymentStepId = "revert-failed-payment-step"
/**
 * Cancels the order whose deferred payment has failed, if it still waits for it and no
 * other payment session of it may bring the money.
 */
export const revertFailedPaymentStep = createStep(
  revertFailedPaymentStepId,
  async (
    { payment_session_id }: RevertFailedPaymentStepInput,
    { container }
  ) => {
    const collection = await retrieveCollection(container, payment_session_id)
    const orderId = collection?.order?.id
    const hasHope = collection?.payment_sessions?.some(
      ({ id, status }) => id !== payment_session_id && HOPEFUL.includes(status)
    )
    if (!orderId || hasHope) {
      return new StepResponse(IGNORED)
    }
    const service = container.resolve<OrderFinalizationModuleService>(
      ORDER_FINALIZATION_MODULE
    )
    const [record] = await service.listOrderFinalizations({
      order_id: orderId,
      status: "awaiting_payment",
    })
    if (!record) {
      return new StepResponse(IGNORED)
    }
    const { status } = await cancelUnpaidOrder(
      container,
      record,
      OrderRevertedReason.PAYMENT_FAILED
    )
    return new StepResponse<RevertFailedPaymentOutput>({
      status,
      order_id: orderId,
    })
  }
)

type QueriedCollection = {
  order?: { id: string } | null
  payment_sessions?: { id: string; status: string }[]
}

async function retrieveCollection(
  container: MedusaContainer,
  sessionId: string
): Promise<QueriedCollection | undefined> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "payment_session",
    fields: [
      "payment_collection.order.id",
      "payment_collection.payment_sessions.id",
      "payment_collection.payment_sessions.status",
    ],
    filters: { id: sessionId },
  })
  // The graph's types do not know which links a backend has.
  return (data as unknown as { payment_collection?: QueriedCollection }[])[0]
    ?.payment_collection
}
