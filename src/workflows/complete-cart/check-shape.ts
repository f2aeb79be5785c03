import { MedusaError } from "@medusajs/framework/utils"
import { version } from "@medusajs/medusa/package.json"
import { SUPPORTED_MEDUSA_RANGE } from "../../utils/check-core-version"
import { REQUIRED_STEPS } from "./core-shape"
import type { StepDefinition } from "./step-handler"

/**
 * Refuses a complete-cart workflow that lacks a step which the plugin builds on, or runs
 * them in another order.
 */
export function checkShape(flow: StepDefinition): void {
  const steps = listSteps(flow)
  let position = -1
  for (const step of REQUIRED_STEPS) {
    const found = steps.indexOf(step)
    if (found <= position) {
      throw new MedusaError(
        MedusaError.Types.NOT_ALLOWED,
        `medusa-plugin-order-finalized: core's complete-cart workflow has no step "${step}" where the plugin builds on it. Found Medusa ${version}; supported is ${SUPPORTED_MEDUSA_RANGE}. Refusing to start, because orders could not be told apart.`
      )
    }
    position = found
  }
}

/** Breadth first, so that a step comes after every step that runs before it. */
function listSteps(flow: StepDefinition): string[] {
  const steps: string[] = []
  const queue = [flow]
  for (const { action, next } of queue) {
    if (action) {
      steps.push(action)
    }
    queue.push(...(Array.isArray(next) ? next : next ? [next] : []))
  }
  return steps
}
