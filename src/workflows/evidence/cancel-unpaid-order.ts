import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { cancelOrderWorkflow } from "@medusajs/medusa/core-flows"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import { describeError } from "../../modules/order-finalization/public-message"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"
import type { SettledOrder } from "../../modules/order-finalization/service"
import type {
  OrderRevertedReasonCode,
  TrackedOrder,
} from "../../modules/order-finalization/types"
import { settleFromEvidence } from "./settle-from-evidence"

/**
 * Cancels an order that waits for its payment through core, and settles it. The reason is
 * noted before: whoever finds the order cancelled, or still to be cancelled, says why.
 */
export async function cancelUnpaidOrder(
  container: MedusaContainer,
  order: TrackedOrder,
  code: OrderRevertedReasonCode
): Promise<SettledOrder> {
  const service = container.resolve<OrderFinalizationModuleService>(
    ORDER_FINALIZATION_MODULE
  )
  await service.markReverting(order.order_id, {
    code,
    step: null,
    message: null,
  })
  try {
    await cancelOrderWorkflow(container).run({
      input: { order_id: order.order_id },
    })
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(
        `medusa-plugin-order-finalized: could not cancel order ${order.order_id} (${code}), it will be tried again: ${describeError(error)}`
      )
  }
  return await settleFromEvidence(
    container,
    { ...order, status: "awaiting_payment" },
    async () => ({ state: "finished" })
  )
}
