import { WorkflowManager } from "@medusajs/framework/orchestration"
import { MedusaError } from "@medusajs/framework/utils"
import { completeCartWorkflowId } from "@medusajs/medusa/core-flows"
import { addBeside } from "./add-beside"
import { checkShape } from "./check-shape"
import {
  AUTHORIZE_PAYMENT_STEP,
  CREATE_ORDERS_STEP,
  getCreatedOrder,
  RELEASE_LOCK_STEP,
  toCreatedOrder,
} from "./core-shape"
import {
  FINALIZE_ORDER_STEP,
  finalizeOrder,
  withdrawOrder,
} from "./finalize-order"
import { authorizeOwn } from "./own-payments"
import { guardRevert } from "./revert-guard"
import type {
  StepHandlerArguments,
  StepHandlerResult,
  StepHandlers,
} from "./step-handler"
import { trackOrder } from "./track-order"

type WorkflowHandlers = Parameters<typeof WorkflowManager.update>[2]

// Shared by every copy of the package that a process may load.
const EXTENDED = Symbol.for("medusa-plugin-order-finalized.extended")

/**
 * Extends core's complete-cart workflow in place and by ID: the store route and the
 * payment webhook run it by ID, `run` and `runAsStep` look the same definition up.
 *
 * - `create-orders` also opens the order's record; its compensation, after deleting the
 *   order, also records the revert. No steps of their own: an engine saves the whole run
 *   around each step, and the revert has to be recorded after core's deletion
 * - `authorize-payment-session-step` also notes whose payment it is, so that the payment's
 *   event asks the database for nothing while a customer waits
 * - `finalize-order`, the final step, stages the outcome; its compensation withdraws it. It
 *   runs beside `release-lock-step`: after it, a completion would take longer
 *
 * No hook is consumed. Calling it again changes nothing.
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
  checkShape(workflow.flow_)

  // The orchestration types its handlers' arguments as `any`; `StepHandlers` names those
  // that the extension reads.
  const handlers = workflow.handlers_ as unknown as Map<string, StepHandlers>
  const createOrders = handlers.get(CREATE_ORDERS_STEP)!
  const authorizePayment = handlers.get(AUTHORIZE_PAYMENT_STEP)!
  if (EXTENDED in createOrders) {
    return
  }

  addBeside(workflow.flow_, RELEASE_LOCK_STEP, FINALIZE_ORDER_STEP)
  // `update` builds the orchestrator from the options that it is passed alone: without
  // the workflow's own, complete-cart would no longer be stored (Medusa 2.21.2).
  WorkflowManager.update(
    completeCartWorkflowId,
    workflow.flow_,
    new Map([
      [CREATE_ORDERS_STEP, extendCreateOrders(createOrders)],
      [
        AUTHORIZE_PAYMENT_STEP,
        {
          ...authorizePayment,
          invoke: (args) => authorizeOwn(() => authorizePayment.invoke(args)),
        } satisfies StepHandlers,
      ],
      [
        FINALIZE_ORDER_STEP,
        { invoke: runFinalStep, compensate: withdrawOrder },
      ],
    ]) as unknown as WorkflowHandlers,
    workflow.options,
    workflow.requiredModules,
    workflow.optionalModules
  )
}

function extendCreateOrders(core: StepHandlers): StepHandlers {
  return Object.assign(
    {
      invoke: async (args) => {
        const result = await core.invoke(args)
        const order = toCreatedOrder(result)
        if (order) {
          await trackOrder(order, args)
        }
        return result
      },
      compensate: async (args) => {
        const result = await core.compensate?.(args)
        const order = getCreatedOrder(args)
        if (order) {
          await guardRevert(order, args)
        }
        return result
      },
    } satisfies StepHandlers,
    { [EXTENDED]: true }
  )
}

/** In the form in which core's own steps give their output. */
async function runFinalStep(
  args: StepHandlerArguments
): Promise<StepHandlerResult> {
  return { output: { output: await finalizeOrder(args) } }
}

extendCompleteCart()
