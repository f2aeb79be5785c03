import { WorkflowManager } from "@medusajs/framework/orchestration"
import { MedusaError } from "@medusajs/framework/utils"
import {
  completeCartWorkflow,
  completeCartWorkflowId,
} from "@medusajs/medusa/core-flows"
import { CREATE_ORDERS_STEP, ORDER_CREATED_HOOK } from "./core-shape"
import { finalizeOrderHandler, finalizeOrderStepId } from "./finalize-order"
import { checkShape } from "./check-shape"
import { revertGuardHandler, revertGuardStepId } from "./revert-guard"
import type { StepHandler } from "./step-handler"
import { trackOrderHandler, trackOrderStepId } from "./track-order"

type Run = typeof completeCartWorkflow.run
type RunArguments = Parameters<Run>[0]
type WorkflowHandlers = Parameters<typeof WorkflowManager.update>[2]

/**
 * Puts the plugin's three steps into core's complete-cart workflow, in place and by ID:
 * the store route and the payment webhook run it by ID, `run` and `runAsStep` look the
 * same definition up. No hook is consumed. Calling it again changes nothing.
 *
 * @throws `MedusaError` of type `NOT_ALLOWED` if core's workflow lacks a step to build on.
 */
export function extendCompleteCart(): void {
  const workflow = WorkflowManager.getWorkflow(completeCartWorkflowId)
  if (!workflow?.flow_) {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      `medusa-plugin-order-finalized: the workflow "${completeCartWorkflowId}" is not registered. Check that the backend has a single copy of @medusajs/framework.`
    )
  }

  const definition = WorkflowManager.getTransactionDefinition(
    completeCartWorkflowId
  )
  if (definition.findStepByAction(finalizeOrderStepId)) {
    return
  }
  checkShape(workflow.flow_)

  definition
    .insertActionBefore(CREATE_ORDERS_STEP, revertGuardStepId)
    .insertActionAfter(CREATE_ORDERS_STEP, trackOrderStepId, {
      noCompensation: true,
    })
    .insertActionAfter(ORDER_CREATED_HOOK, finalizeOrderStepId, {
      noCompensation: true,
    })

  // `update` builds the orchestrator from the options that it is passed alone: without
  // the workflow's own, complete-cart would no longer be stored (Medusa 2.21.2).
  WorkflowManager.update(
    completeCartWorkflowId,
    definition,
    new Map<string, StepHandler>([
      [revertGuardStepId, revertGuardHandler],
      [trackOrderStepId, trackOrderHandler],
      [finalizeOrderStepId, finalizeOrderHandler],
      // The orchestration types its handlers' arguments as `any`; `StepHandler` names
      // those that the extension reads.
    ]) as unknown as WorkflowHandlers,
    workflow.options,
    workflow.requiredModules,
    workflow.optionalModules
  )

  // `completeCartWorkflow.run({ container })` is bound to the definition as it was when
  // core was loaded (Medusa 2.21.2); `completeCartWorkflow(container)` looks it up.
  completeCartWorkflow.run = (async (args: RunArguments) =>
    await completeCartWorkflow(args?.container).run(args as never)) as Run
}

extendCompleteCart()
