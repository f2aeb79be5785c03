import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import {
  describeError,
  toPublicMessage,
} from "../../modules/order-finalization/public-message"
import { isProvisional } from "../../modules/order-finalization/types"
import { NO_RECORD, openRecord } from "./open-record"
import { reconcileRecord } from "./reconcile-order"

/** Instead of a status: the order could not be reconciled. */
export const FAILED = "failed"

/**
 * Reconciles an order, or opens the record that it lacks. A record that was only opened
 * because its order could not be reconciled becomes what the audit would have made of it,
 * or goes again.
 *
 * @param createdSince - See {@link openRecord}.
 * @default when the plugin was installed
 */
export async function reconcileOrOpen(
  container: MedusaContainer,
  orderId: string,
  createdSince?: Date | null
): Promise<{ status: string }> {
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  const record = await service.readRecordState(orderId)
  if (record && !isProvisional(record)) {
    return await reconcileRecord(container, record)
  }
  const since =
    createdSince === undefined ? await service.getInstalledAt() : createdSince
  const opened = await openRecord(container, orderId, since)
  if (record && opened.status === NO_RECORD) {
    await service.dropProvisionalRecord(orderId)
  }
  return opened
}

/**
 * Reconciles one of many orders: what goes wrong is logged, and costs no other its turn. The
 * order is reconciled again by a schedule of its own, and is for a person to see meanwhile.
 *
 * @throws whatever keeps that from being written.
 */
export async function safely(
  container: MedusaContainer,
  orderId: string,
  reconcile: () => Promise<{ status: string }>
): Promise<string> {
  try {
    return (await reconcile()).status
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(
        `medusa-plugin-order-finalized: could not reconcile order ${orderId}, it will be reconciled again: ${describeError(error)}`
      )
    await container
      .resolve(ORDER_FINALIZATION_MODULE)
      .noteFailedReconciliation(orderId, toPublicMessage(error))
    return FAILED
  }
}
