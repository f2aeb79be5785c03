import { readPluginVersion } from "../../utils/plugin-version"
import type { ParsedOptions } from "./options"

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
] as const

/** As it could be written in `medusa-config.ts`, in the largest unit that fits. */
function toDuration(ms: number): string {
  const [unit, length] = UNITS.find(([, length]) => ms % length === 0)!
  return `"${ms / length}${unit}"`
}

/**
 * The line that a backend logs at its start: which options are in force, those that were
 * left out included. Each is named here on purpose: one that is a secret must not be.
 */
export function describeOptions(options: ParsedOptions): string {
  const { awaitingPaymentTimeout: timeout, webhooks } = options
  const inForce = [
    `finalizeOn "${options.finalizeOn}"`,
    `awaitingPaymentTimeout ${timeout === null ? "null" : toDuration(timeout)}`,
    `revertedEvents "${options.revertedEvents}"`,
    `reconcileAfter ${toDuration(options.reconcileAfter)}`,
    `eventRetention ${toDuration(options.eventRetention)}`,
    `webhooks.encryptionKey ${webhooks.encryptionKey === null ? "null" : "set"}`,
    `webhooks.allowedNetworks ${JSON.stringify(webhooks.allowedNetworks)}`,
  ]
  return `medusa-plugin-order-finalized ${readPluginVersion()}: ${inForce.join(", ")}`
}
