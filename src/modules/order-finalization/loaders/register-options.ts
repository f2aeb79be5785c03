import { asValue } from "@medusajs/framework/awilix"
import type { LoaderOptions } from "@medusajs/framework/types"
import { parseOptions } from "../options"

/** Checks the options at boot, so that a bad one stops it, and hands them to the service. */
export default async function registerOptions({
  container,
  options,
}: LoaderOptions): Promise<void> {
  // Medusa adds its database connection to every module's options (Medusa 2.21.2).
  const { database: _, ...own } = options ?? {}
  container.register({
    orderFinalizationOptions: asValue(parseOptions(own)),
  })
}
