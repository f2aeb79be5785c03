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

/** Instead of a status: the order could not be looked at. */
export const FAILED = "failed"

/**
 * Reconciles an order, or opens the record that it lacks. A record that was only opened
 * because its order could not be looked at becomes what the audit would have made of it,
 * or goes again.
 *
 * @param createdSince - See {@link openRecord}.
 * @default when the plugin was installed
 */
export async function lookAtOrder(
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
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(
        `medusa-plugin-order-finalized: could not reconcile order ${orderId}, it will be looked at again: ${describeError(error)}`
      )
    await container
      .resolve(ORDER_FINALIZATION_MODULE)
      .noteFailedLook(orderId, toPublicMessage(error))
    return FAILED
  }
}
