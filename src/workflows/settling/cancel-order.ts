import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { cancelOrderWorkflow } from "@medusajs/medusa/core-flows"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type { Evidence } from "../../modules/order-finalization/decide"
import { describeError } from "../../modules/order-finalization/public-message"
import type { SettledOrder } from "../../modules/order-finalization/service"
import type { TrackedOrder } from "../../modules/order-finalization/types"
import {
  CANCEL_TIMEOUT_MS,
  CART_LOCK_TIMEOUT_S,
} from "../../modules/order-finalization/timing"
import { withTimeout } from "../../utils/with-timeout"

/**
 * Carries out a decision to cancel an order, through core's workflow, and settles it. The
 * order's record stays locked around it, so that nobody settles it or cancels it at the same
 * time, and so does its cart, for which core's payment webhooks wait. Under the lock the
 * evidence is gathered again: money that came in the meantime keeps the order.
 *
 * @returns `null` if the order was not cancelled.
 */
export async function cancelOrder(
  container: MedusaContainer,
  order: TrackedOrder,
  gather: () => Promise<Evidence>
): Promise<SettledOrder | null> {
  const { order_id, cart_id } = order
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  const cancel = async () => {
    const run = cancelOrderWorkflow(container).run({ input: { order_id } })
    await withTimeout(run, CANCEL_TIMEOUT_MS)
  }
  const cancelHeld = async () =>
    await service.cancelOrder(order, { gather, cancel })
  try {
    return await (cart_id
      ? container
          .resolve(Modules.LOCKING)
          .execute([cart_id], cancelHeld, { timeout: CART_LOCK_TIMEOUT_S })
      : cancelHeld())
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(
        `medusa-plugin-order-finalized: could not cancel order ${order_id}, it will be tried again: ${describeError(error)}`
      )
    return null
  }
}
