import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { cancelOrderWorkflow } from "@medusajs/medusa/core-flows"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import {
  toCancel,
  type Evidence,
} from "../../modules/order-finalization/decide"
import { describeError } from "../../modules/order-finalization/public-message"
import type { TrackedOrder } from "../../modules/order-finalization/types"
import {
  CANCEL_TIMEOUT_MS,
  CART_LOCK_TIMEOUT_S,
} from "../../modules/order-finalization/timing"
import { withTimeout } from "../../utils/with-timeout"

/**
 * Carries out a decision to cancel an order, through core's workflow. The order's record
 * stays locked around it, so that nobody settles it or cancels it at the same time, and so
 * does its cart, for which core's payment webhooks wait. Under the lock the evidence is
 * gathered again: money that came in the meantime keeps the order.
 */
export async function cancelOrder(
  container: MedusaContainer,
  { order_id, cart_id }: TrackedOrder,
  gather: () => Promise<Evidence>
): Promise<void> {
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  const cancel = async () => {
    await service.holdOrder(order_id, async (decideOn) => {
      if (toCancel(await decideOn(await gather()))) {
        const canceled = cancelOrderWorkflow(container).run({
          input: { order_id },
        })
        await withTimeout(canceled, CANCEL_TIMEOUT_MS)
      }
    })
  }
  try {
    await (cart_id
      ? container
          .resolve(Modules.LOCKING)
          .execute([cart_id], cancel, { timeout: CART_LOCK_TIMEOUT_S })
      : cancel())
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(
        `medusa-plugin-order-finalized: could not cancel order ${order_id}, it will be tried again: ${describeError(error)}`
      )
  }
}
