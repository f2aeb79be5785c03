import type { MedusaContainer } from "@medusajs/framework/types"
import { hasFinalizationGates } from "../../gates"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type { OutboxEvent } from "../../modules/order-finalization/types"

/**
 * Makes what a run's last step staged a moment ago good as it stands, unless a gate is to be
 * asked. The event comes back claimed: the caller publishes it.
 *
 * @returns `null` if the evidence has to be gathered.
 */
export async function settleStaged(
  container: MedusaContainer,
  orderId: string
): Promise<OutboxEvent | null> {
  return hasFinalizationGates()
    ? null
    : await container.resolve(ORDER_FINALIZATION_MODULE).settleStaged(orderId)
}
