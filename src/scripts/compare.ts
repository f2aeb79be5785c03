import type { ExecArgs, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { ORDER_FINALIZATION_MODULE } from "../modules/order-finalization"
import {
  listDifferences,
  toCounts,
  toTable,
  writeDifferences,
} from "./compare/differences"
import { findWords, parseWords } from "./compare/parse-words"
import { readHeldOrders } from "./compare/read-held-orders"
import { redeliverDifferences } from "./compare/redeliver-differences"

/** As `diff` has them. */
const DIFFERENT = 1
const IN_TROUBLE = 2

/**
 * Compares the orders that an outside system has exported as CSV with their records, prints
 * what differs and writes it as CSV. With `--since` it also tells which orders became final
 * since then and are not in the file; `--repair` has one consumer get the events of what
 * differs again. The exit code is 0 if nothing differs, 1 if something does, whether it
 * could be repaired or not, and 2 if the file or an option is bad.
 *
 * @example
 * npx medusa exec ./node_modules/medusa-plugin-order-finalized/.medusa/server/src/scripts/compare.js -- orders.csv --since 2026-11-01
 */
export default async function compare({
  container,
  args,
}: ExecArgs): Promise<void> {
  // `medusa exec` ends with it, and with 1 for whatever is thrown (Medusa 2.21.2).
  try {
    const isDifferent = await compareFile(container, findWords(args))
    process.exitCode = isDifferent ? DIFFERENT : 0
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error((error as Error).message)
    process.exitCode = IN_TROUBLE
  }
}

async function compareFile(
  container: MedusaContainer,
  words: string[]
): Promise<boolean> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const { file, period, repair, out } = parseWords(words)
  const comparison = await container
    .resolve(ORDER_FINALIZATION_MODULE)
    .compareOrders(readHeldOrders(file), period)

  const differences = listDifferences(comparison)
  toTable(differences).forEach((line) => logger.info(line))
  await writeDifferences(out, differences)
  logger.info(`${file}: ${toCounts(comparison)}. The differences are in ${out}`)
  if (repair !== null) {
    const count = await redeliverDifferences(container, comparison, repair)
    logger.info(`${count} events are delivered to "${repair}" again.`)
  }
  return differences.length > 0
}
