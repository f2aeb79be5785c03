import type { MedusaContainer } from "@medusajs/framework/types"

/** What the orchestration hands to a raw step handler; only what the extension reads. */
export type StepHandlerArguments = {
  container: MedusaContainer
  /** The outputs of the steps that ran, by step ID. */
  invoke: Record<string, { output?: { output?: unknown } } | undefined>
  /** The workflow's input. */
  payload: { id: string }
  transaction: {
    modelId: string
    transactionId: string
    getFlow(): {
      metadata?: {
        eventGroupId?: string
        /** `workflow:transaction:step:invoke` of the step that runs this workflow. */
        parentStepIdempotencyKey?: string
      }
    }
    getErrors(
      handlerType: "invoke"
    ): { action: string; error: { message?: string } | null }[]
  }
}

/** A step in the form that `WorkflowManager` takes. */
export type StepHandler = {
  invoke: (args: StepHandlerArguments) => Promise<void>
  compensate?: (args: StepHandlerArguments) => Promise<void>
}
