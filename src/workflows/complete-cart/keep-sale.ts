import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { describeError } from "../../modules/order-finalization/public-message"

const UNDEFINED_TABLE = "42P01"

/**
 * Whether it was said already that the plugin's tables are missing. Without them every
 * part of every checkout fails alike: one line says it, more would bury other errors.
 */
let hasReportedMissingTables = false

/**
 * Runs a part of the plugin within checkout. Its errors are logged and left to
 * reconciliation: the plugin must not cost a sale.
 */
export async function keepSale(
  container: MedusaContainer,
  action: string,
  orderId: string,
  part: () => Promise<void>
): Promise<void> {
  try {
    await part()
    hasReportedMissingTables = false
  } catch (error) {
    const isTableMissing = (error as { code?: string }).code === UNDEFINED_TABLE
    if (isTableMissing && hasReportedMissingTables) {
      return
    }
    hasReportedMissingTables = isTableMissing
    // A run that the engine itself cancels gets an empty container (Medusa 2.21.2).
    const logger =
      container.resolve(ContainerRegistrationKeys.LOGGER, {
        allowUnregistered: true,
      }) ?? console
    logger.error(describe(error as Error & { code?: string }, action, orderId))
  }
}

function describe(
  error: Error & { code?: string },
  action: string,
  orderId: string
): string {
  const failed = `medusa-plugin-order-finalized: could not ${action} order ${orderId}`
  return error.code === UNDEFINED_TABLE
    ? `${failed}: the plugin's tables are missing, run \`npx medusa db:migrate\``
    : `${failed}; reconciliation will repair it: ${describeError(error)}`
}
