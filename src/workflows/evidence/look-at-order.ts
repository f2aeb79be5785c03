import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import { toPublicMessage } from "../../modules/order-finalization/public-message"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"
import {
  isProvisional,
  type RecordToCheck,
} from "../../modules/order-finalization/types"
import { NO_RECORD, openRecord } from "./open-record"
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
  const [record] = await service.listOrderFinalizations({ order_id: orderId })
  return record
    ? await lookAtRecord(container, record as RecordToCheck, createdSince)
    : await openRecord(container, orderId, createdSince)
}

/**
 * Reconciles an order that has a record. One that was only opened because its order could
 * not be looked at becomes what the audit would have made of it, or goes again.
 *
 * @param createdSince - See {@link openRecord}.
 * @default when the plugin was installed
 */
export async function lookAtRecord(
  container: MedusaContainer,
  record: RecordToCheck,
  createdSince?: Date | null
): Promise<{ status: string }> {
  if (!isProvisional(record)) {
    return await reconcileOrder(container, record)
  }
  const service = container.resolve<OrderFinalizationModuleService>(
    ORDER_FINALIZATION_MODULE
  )
  const since =
    createdSince === undefined ? await service.getInstalledAt() : createdSince
  const opened = await openRecord(container, record.order_id, since)
  if (opened.status === NO_RECORD) {
    await service.dropProvisionalRecord(record.order_id)
  }
  return opened
}

/**
 * Looks at one of many orders: what goes wrong is logged, and costs no other its look. The
 * order is looked at again by a schedule of its own, and is for a person to see meanwhile.
 *
 * @throws whatever keeps that from being written.
 */
export async function safely(
  container: MedusaContainer,
  orderId: string,
  look: () => Promise<{ status: string }>
): Promise<string> {
  try {
    return (await look()).status
  } catch (error) {
    const { message } = error as Error
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(
        `medusa-plugin-order-finalized: could not reconcile order ${orderId}, it will be looked at again: ${message}`
      )
    await container
      .resolve<OrderFinalizationModuleService>(ORDER_FINALIZATION_MODULE)
      .noteFailedLook(orderId, toPublicMessage(message))
    return FAILED
  }
}
