import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import { describeError } from "../../modules/order-finalization/public-message"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"
import { openRecord } from "./open-record"
import { reconcileOrder } from "./reconcile-order"

/** Instead of a status: the order could not be looked at. */
export const FAILED = "failed"

/**
 * Reconciles an order, or opens the record that it lacks.
 *
 * @param createdSince - See {@link openRecord}.
 */
export async function lookAtOrder(
  container: MedusaContainer,
  orderId: string,
  createdSince: Date | null
): Promise<{ status: string }> {
  const service = container.resolve<OrderFinalizationModuleService>(
    ORDER_FINALIZATION_MODULE
  )
  return (await service.readRecordState(orderId))
    ? await reconcileOrder(container, orderId)
    : await openRecord(container, orderId, createdSince)
}

/** Looks at one of many orders: what goes wrong is logged, and costs no other its look. */
export async function safely(
  container: MedusaContainer,
  orderId: string,
  look: () => Promise<{ status: string }>
): Promise<string> {
  try {
    return (await look()).status
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(
        `medusa-plugin-order-finalized: could not reconcile order ${orderId}, it will be looked at again: ${describeError(error)}`
      )
    return FAILED
  }
}
