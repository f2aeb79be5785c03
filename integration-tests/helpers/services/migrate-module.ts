import "../backend/quiet"
import * as path from "path"
import { logger } from "@medusajs/framework"
import { asValue } from "@medusajs/framework/awilix"
import {
  ContainerRegistrationKeys,
  createMedusaContainer,
} from "@medusajs/framework/utils"
import { ORDER_FINALIZATION_MODULE } from "../../../src/modules/order-finalization"
import { ROOT } from "../backend/root"

export const MODULE_PATH = path.join(ROOT, "src/modules/order-finalization")

/** As `medusa db:migrate` and `medusa db:rollback` call core's, per module. */
export const migrationsOf = (clientUrl: string) => {
  // Medusa prints every migration to the console unless it is given a logger.
  const container = createMedusaContainer()
  container.register({ [ContainerRegistrationKeys.LOGGER]: asValue(logger) })
  return {
    moduleKey: ORDER_FINALIZATION_MODULE,
    modulePath: MODULE_PATH,
    options: { database: { clientUrl } },
    cwd: ROOT,
    container,
  }
}
