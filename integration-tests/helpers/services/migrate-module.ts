import "../backend/quiet"
import { randomBytes } from "crypto"
import * as path from "path"
import { logger } from "@medusajs/framework"
import { asValue } from "@medusajs/framework/awilix"
import { MedusaModule } from "@medusajs/framework/modules-sdk"
import {
  ContainerRegistrationKeys,
  createMedusaContainer,
} from "@medusajs/framework/utils"
import { Client } from "pg"
import { ORDER_FINALIZATION_MODULE } from "../../../src/modules/order-finalization"
import { ROOT } from "../backend/root"
import { createDatabase, dropDatabase } from "./databases"

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

/** A connection to a database of its own that has the module's tables and nothing else. */
export const openModuleDatabase = async () => {
  const name = `${process.env.TEST_RUN}_${randomBytes(4).toString("hex")}`
  const server = process.env.TEST_POSTGRES_URL!
  const url = await createDatabase(server, name)
  await MedusaModule.migrateUp(migrationsOf(url))
  const client = new Client({ connectionString: url })
  await client.connect()
  return {
    client,
    drop: async () => {
      await client.end()
      await dropDatabase(server, name)
    },
  }
}
