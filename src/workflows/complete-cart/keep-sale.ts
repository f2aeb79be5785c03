import {
  ContainerRegistrationKeys,
  MedusaError,
} from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { describeError } from "../../modules/order-finalization/public-message"
import { within } from "../../utils/within"
import { CHECKOUT_DEADLINE_MS } from "../../modules/order-finalization/timing"

const UNDEFINED_TABLE = "42P01"

/**
 * Whether it was said already that the plugin's tables are missing. Without them every
 * part of every checkout fails alike: one line says it, more would bury other errors.
 */
let hasReportedMissingTables = false

/**
 * Runs a part of the plugin within checkout. Its errors are logged and left to
 * reconciliation, as is what takes too long: the plugin must not cost a sale.
 *
 * @returns What the part gives, or `null` if it was not done.
 */
export async function keepSale<T>(
  container: MedusaContainer,
  action: string,
  orderId: string,
  part: () => Promise<T>
): Promise<T | null> {
  try {
    // A database that does not answer at all cannot end its own statement. What is given
    // up may end later all the same: each part may, and is settled from what is true then.
    const result = await within(CHECKOUT_DEADLINE_MS, part(), () => {
      throw new MedusaError(
        MedusaError.Types.UNEXPECTED_STATE,
        `It was not done within ${CHECKOUT_DEADLINE_MS} ms`
      )
    })
    hasReportedMissingTables = false
    return result
  } catch (error) {
    const isTableMissing = isUndefinedTable(error)
    if (isTableMissing && hasReportedMissingTables) {
      return null
    }
    hasReportedMissingTables = isTableMissing
    // A run that the engine itself cancels gets an empty container (Medusa 2.21.2).
    const logger =
      container.resolve(ContainerRegistrationKeys.LOGGER, {
        allowUnregistered: true,
      }) ?? console
    logger.error(describe(error, action, orderId))
    return null
  }
}

function isUndefinedTable(error: unknown): boolean {
  return (error as { code?: string } | null)?.code === UNDEFINED_TABLE
}

function describe(error: unknown, action: string, orderId: string): string {
  const failed = `medusa-plugin-order-finalized: could not ${action} order ${orderId}`
  return isUndefinedTable(error)
    ? `${failed}: the plugin's tables are missing, run \`npx medusa db:migrate\``
    : `${failed}; reconciliation will repair it: ${describeError(error)}`
}
