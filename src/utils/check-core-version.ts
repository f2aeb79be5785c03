import { logger } from "@medusajs/framework"
import { MedusaError } from "@medusajs/framework/utils"
import { version } from "@medusajs/medusa/package.json"

/** The same range as the package's peer dependencies. */
export const SUPPORTED_MEDUSA_RANGE = "^2.12.6"

const OLDEST = "2.12.6"
const TOO_NEW = "3.0.0"

/**
 * Whether the core at hand is one that the plugin was made for: package managers other than
 * npm install it beside any. Below the range nothing would work; above it, checkShape still
 * looks at what the plugin builds on.
 *
 * @param found - The version of `@medusajs/medusa`.
 * @throws `MedusaError` of type `NOT_ALLOWED` for a version below the range.
 */
export function checkCoreVersion(found: string): void {
  const pair = `Found Medusa ${found}; supported is ${SUPPORTED_MEDUSA_RANGE}`
  if (isCoreBefore(OLDEST, found)) {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      `medusa-plugin-order-finalized: ${pair}. Refusing to start: before 2.12.6 core lacks @medusajs/framework/zod and the priority of events, which the plugin builds on. Update Medusa.`
    )
  }
  if (!isCoreBefore(TOO_NEW, found)) {
    logger.warn(
      `medusa-plugin-order-finalized: ${pair}. It starts, as core has the steps that the plugin builds on, but nobody has tested it with this version: look for a newer release of the plugin.`
    )
  }
}

/** By the three numbers: a preview of a release counts as that release. */
export function isCoreBefore(bound: string, found: string = version): boolean {
  const [numbers, bounds] = [found, bound].map((each) =>
    each.split(/[.-]/).map(Number)
  )
  const index = bounds!.findIndex((number, i) => numbers![i] !== number)
  return index >= 0 && numbers![index]! < bounds![index]!
}

checkCoreVersion(version)
