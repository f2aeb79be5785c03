import type { MedusaContainer } from "@medusajs/framework/types"

/** What the orchestration hands to a raw step handler; only what the extension reads. */
export type StepHandlerArguments = {
  container: MedusaContainer
  /** The outputs of the steps that ran, by step ID. */
  invoke: Record<string, StepHandlerResult>
  /** The workflow's input. */
  payload: { id: string }
  transaction: {
    modelId: string
    transactionId: string
    runId: string
    getFlow(): {
      metadata?: {
        eventGroupId?: string
        /** `workflow:transaction:step:invoke` of the step that runs this workflow. */
        parentStepIdempotencyKey?: string
      }
    }
    /** A step may throw anything. */
    getErrors(handlerType: "invoke"): { action: string; error: unknown }[]
  }
}

/** A step of a workflow's definition, and what runs after it: several run side by side. */
export type StepDefinition = {
  action?: string
  next?: StepDefinition | StepDefinition[]
}

/** What a step's handler gives back; a skipped step gives something without an output. */
export type StepHandlerResult = { output?: { output?: unknown } } | undefined

/** A step's handlers in the form that `WorkflowManager` keeps them. */
export type StepHandlers = {
  invoke: (args: StepHandlerArguments) => Promise<StepHandlerResult>
  compensate?: (args: StepHandlerArguments) => Promise<unknown>
}
