// Backends import these packages directly, or by way of the framework: both must meet
// the same complete-cart workflow.
/* eslint-disable @medusajs/import-from-framework-not-internal */
import { MedusaError } from "@medusajs/utils"
import {
  createStep,
  createWorkflow,
  StepResponse,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/workflows-sdk"
import type { MedusaContainer } from "@medusajs/framework/types"
import {
  acquireLockStep,
  completeCartWorkflow,
  releaseLockStep,
} from "@medusajs/medusa/core-flows"

export type ParentInput = {
  cart_id: string
  /** Whether the step after the completed cart fails. */
  fails: boolean
}

const laterStep = createStep(
  "later-step",
  async ({ fails }: Pick<ParentInput, "fails">) => {
    if (fails) {
      throw new MedusaError(
        MedusaError.Types.INVALID_DATA,
        "The later step failed"
      )
    }
    return new StepResponse({})
  }
)

/** Runs complete-cart as one of its own steps; it has to take the cart's lock itself. */
export const nestingParentWorkflow = createWorkflow(
  "nesting-parent",
  (input: WorkflowData<ParentInput>) => {
    acquireLockStep({ key: input.cart_id, timeout: 30, ttl: 120 })
    const order = completeCartWorkflow.runAsStep({
      input: { id: input.cart_id },
    })
    laterStep({ fails: input.fails })
    releaseLockStep({ key: input.cart_id })
    return new WorkflowResponse(order)
  }
)

const callCompleteCartStep = createStep(
  "call-complete-cart",
  async ({ cart_id }: Pick<ParentInput, "cart_id">, { container }) => {
    const { result, transaction } = await completeCartWorkflow(container).run({
      input: { id: cart_id },
    })
    return new StepResponse(result, transaction)
  },
  async (transaction, { container }) => {
    if (transaction) {
      await cancelRun(container, transaction)
    }
  }
)

/** Runs complete-cart on its own within a step, and cancels the finished run if it fails. */
export const callingParentWorkflow = createWorkflow(
  "calling-parent",
  (input: WorkflowData<ParentInput>) => {
    const order = callCompleteCartStep({ cart_id: input.cart_id })
    laterStep({ fails: input.fails })
    return new WorkflowResponse(order)
  }
)

type FinishedRun = Awaited<
  ReturnType<ReturnType<typeof completeCartWorkflow>["run"]>
>["transaction"]

/**
 * Cancels a finished run of complete-cart, as an operator may. With the run itself and
 * not its ID: read from the database its links come back with their keys in another
 * order, and core cannot dismiss them any more (Medusa 2.21.2).
 */
export const cancelRun = async (
  container: MedusaContainer,
  transaction: FinishedRun
): Promise<void> => {
  await completeCartWorkflow(container).cancel({ transaction, container })
}
