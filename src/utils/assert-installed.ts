import { container as appContainer } from "@medusajs/framework"
import { MedusaError, Modules } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../modules/order-finalization"

/**
 * Stops the boot of a backend that builds on the plugin and does not list it: nothing would
 * ever happen, and nothing would say so. Core loads the modules first, and then the files
 * of `workflows` and `subscribers` (Medusa 2.21.2); where no module is loaded yet, as in a
 * test of such a file alone, nothing can be said.
 *
 * @throws `MedusaError` of type `UNEXPECTED_STATE`.
 */
export function assertInstalled(
  consequence: string,
  container: MedusaContainer = appContainer
): void {
  const isLoaded = container.hasRegistration(Modules.EVENT_BUS)
  if (isLoaded && !container.hasRegistration(ORDER_FINALIZATION_MODULE)) {
    throw new MedusaError(
      MedusaError.Types.UNEXPECTED_STATE,
      `${consequence}: medusa-plugin-order-finalized is not loaded. Add it to \`plugins\` in medusa-config.ts: { resolve: "medusa-plugin-order-finalized", options: {} }`
    )
  }
}
