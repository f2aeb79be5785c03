import {
  ContainerRegistrationKeys,
  MedusaError,
} from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import {
  describeError,
  toPublicMessage,
} from "./modules/order-finalization/public-message"
import { logAggregated } from "./utils/aggregated-log"
import { assertInstalled } from "./utils/assert-installed"
import { processMap, registerOnce } from "./utils/process-registry"
import { OutOfTime, withTimeout } from "./utils/with-timeout"
import { GATE_TIMEOUT_MS } from "./modules/order-finalization/timing"

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

const gates = processMap<FinalizationGate>("gates")

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
 * @throws `MedusaError` of type `INVALID_ARGUMENT` if the name is empty, of type
 * `DUPLICATE_ERROR` if it is taken, and of type `UNEXPECTED_STATE` in a backend that does
 * not list the plugin, so that the boot stops.
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
  if (!name) {
    throw new MedusaError(
      MedusaError.Types.INVALID_ARGUMENT,
      `Expected a finalization gate to have a name, got ${JSON.stringify(name)}`
    )
  }
  assertInstalled(`The finalization gate "${name}" would never be asked`)
  registerOnce(
    gates,
    name,
    gate,
    `A finalization gate named "${name}" is there already. Give each gate a name of its own.`
  )
}

export const hasFinalizationGates = (): boolean => gates.size > 0

/** Asks the gates in turn; why the first of them holds the order, or `null`. */
export async function askFinalizationGates(
  input: FinalizationGateInput
): Promise<string | null> {
  for (const [name, gate] of gates) {
    const { hold, is_failure } = await ask(gate, input)
    if (hold === null) {
      continue
    }
    if (is_failure) {
      logAggregated({
        log: (line) => logger(input).warn(line),
        key: `gate:${name}`,
        what: `gate "${name}" gave no answer`,
        detail: `for order ${input.order_id}, which is on hold until it is asked again: ${hold}`,
      })
    }
    return `${name}: ${hold}`
  }
  return null
}

/** Why a gate holds, or `null`; and whether that is its answer, or the want of one. */
type AskedGate = { hold: string | null; is_failure?: boolean }

async function ask(
  gate: FinalizationGate,
  input: FinalizationGateInput
): Promise<AskedGate> {
  try {
    const answer = await withTimeout(gate(input), GATE_TIMEOUT_MS)
    if ("pass" in answer && answer.pass === true) {
      return { hold: null }
    }
    return "hold" in answer
      ? { hold: toPublicMessage(answer.hold) ?? "it did not say why" }
      : { hold: "it neither passed nor held", is_failure: true }
  } catch (error) {
    if (error instanceof OutOfTime) {
      // A backend that shuts down has not asked: the next one does.
      if (error.isStopping) {
        throw error
      }
      return { hold: error.message, is_failure: true }
    }
    return { hold: `failed: ${describeError(error)}`, is_failure: true }
  }
}

const logger = ({ container }: FinalizationGateInput) =>
  container.resolve(ContainerRegistrationKeys.LOGGER)
