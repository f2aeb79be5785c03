import { MedusaError } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { OutOfTime, withTimeout } from "./utils/with-timeout"
import { toPublicMessage } from "./modules/order-finalization/public-message"

/** What a gate is asked about. */
export type FinalizationGateInput = {
  order_id: string
  container: MedusaContainer
}

/** What a gate answers: let the order pass, or hold it and say why. */
export type FinalizationGateAnswer = { pass: true } | { hold: string }

export type FinalizationGate = (
  input: FinalizationGateInput
) => Promise<FinalizationGateAnswer>

/** A gate that takes longer holds the order and is asked again, in milliseconds. */
const GATE_TIMEOUT_MS = 10_000

// Shared by every copy of the package that a process may load.
const REGISTRY = Symbol.for("medusa-plugin-order-finalized.gates")
const registry = globalThis as unknown as Record<
  symbol,
  Map<string, FinalizationGate> | undefined
>
const gates = (registry[REGISTRY] ??= new Map())

/**
 * Adds a check that may hold a paid order back from `order.finalized`. Gates run after
 * checkout, never inside it, in the order in which they were added; the first that holds
 * decides. A held order is `on_hold`, and its gates are asked again with a growing
 * back-off, until all pass or a person releases it. A gate that throws, or takes longer
 * than 10 seconds, holds. A gate may be asked more than once about an order.
 *
 * Call it while the backend loads, for instance in a file of `src/workflows`.
 *
 * @param name - Stands before the reason in the record's `hold_reason`.
 * @throws `MedusaError` of type `INVALID_ARGUMENT` if the name is empty or taken.
 *
 * @example
 * addFinalizationGate("fraud", async ({ order_id, container }) => {
 *   const score = await container.resolve<Fraud>("fraud").score(order_id)
 *   return score < 80 ? { pass: true } : { hold: `score ${score}` }
 * })
 */
export function addFinalizationGate(
  name: string,
  gate: FinalizationGate
): void {
  const isTaken = gates.has(name) && gates.get(name) !== gate
  if (!name || isTaken) {
    throw new MedusaError(
      MedusaError.Types.INVALID_ARGUMENT,
      name
        ? `A finalization gate named "${name}" is there already. Give each gate a name of its own.`
        : `Expected a finalization gate to have a name, got ${JSON.stringify(name)}`
    )
  }
  gates.set(name, gate)
}

export const hasFinalizationGates = (): boolean => gates.size > 0

/** Asks the gates in turn; why the first of them holds the order, or `null`. */
export async function askFinalizationGates(
  input: FinalizationGateInput
): Promise<string | null> {
  for (const [name, gate] of gates) {
    const hold = await ask(gate, input)
    if (hold !== null) {
      return `${name}: ${hold}`
    }
  }
  return null
}

async function ask(
  gate: FinalizationGate,
  input: FinalizationGateInput
): Promise<string | null> {
  try {
    const answer = await withTimeout(gate(input), GATE_TIMEOUT_MS)
    if ("pass" in answer && answer.pass === true) {
      return null
    }
    return "hold" in answer ? answer.hold : "it neither passed nor held"
  } catch (error) {
    if (error instanceof OutOfTime) {
      // A backend that shuts down has not asked: the next one does.
      if (error.isStopping) {
        throw error
      }
      return error.message
    }
    return `failed: ${toPublicMessage((error as Error)?.message) ?? "unknown error"}`
  }
}
