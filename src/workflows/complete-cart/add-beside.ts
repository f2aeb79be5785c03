import type { StepDefinition } from "./step-handler"

/** A copy of a workflow's definition in which a step more runs beside an existing one. */
export function addBeside<Flow extends StepDefinition>(
  flow: Flow,
  existing: string,
  action: string
): Flow {
  const copy = structuredClone(flow)
  const queue: StepDefinition[] = [copy]
  for (const step of queue) {
    const next = [step.next ?? []].flat()
    if (next.some((each) => each.action === existing)) {
      step.next = [...next, { action }]
      return copy
    }
    queue.push(...next)
  }
  return copy
}
