import type { StepDefinition } from "./step-handler"

/**
 * Has a step more run beside an existing one. In place: `completeCartWorkflow.run` holds on
 * to the definition that it was created with (Medusa 2.21.2).
 */
export function addBeside(
  flow: StepDefinition,
  existing: string,
  action: string
): void {
  const queue = [flow]
  for (const step of queue) {
    const next = [step.next ?? []].flat()
    if (next.some((each) => each.action === existing)) {
      step.next = [...next, { action }]
      return
    }
    queue.push(...next)
  }
}
