import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import { reconcileOrder } from "../settling/reconcile-order"

export type RevertFailedPaymentStepInput = { payment_session_id: string }

type RevertFailedPaymentOutput = {
  status: string
  /** Whose events are to be published. */
  order_id?: string
}

const IGNORED: RevertFailedPaymentOutput = { status: "ignored" }

export const revertFailedPaymentStepId = "revert-failed-payment-step"
/**
 * Notes on an order's record that a webhook has called its payment failed or cancelled, and
 * reconciles the order: the provider itself is asked then. While the run that creates
 * the order is still going on, the note is judged at its end. Nothing undoes it.
 */
export const revertFailedPaymentStep = createStep(
  revertFailedPaymentStepId,
  async (
    { payment_session_id }: RevertFailedPaymentStepInput,
    { container }
  ) => {
    const service = container.resolve(ORDER_FINALIZATION_MODULE)
    const orderId = await findOrderId(container, payment_session_id)
    const record = orderId && (await service.readRecordState(orderId))
    if (!record) {
      return new StepResponse(IGNORED)
    }
    await service.notePaymentNotice(record.order_id, payment_session_id)
    const { status } = await reconcileOrder(container, record.order_id)
    return new StepResponse<RevertFailedPaymentOutput>({
      status,
      order_id: record.order_id,
    })
  }
)

async function findOrderId(
  container: MedusaContainer,
  sessionId: string
): Promise<string | undefined> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "payment_session",
    fields: ["payment_collection.order.id"],
    filters: { id: sessionId },
  })
  // The graph's types do not know which links a backend has.
  const [session] = data as unknown as {
    payment_collection?: { order?: { id: string } | null }
  }[]
  return session?.payment_collection?.order?.id
}
