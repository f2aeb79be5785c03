import { WorkflowManager } from "@medusajs/framework/orchestration"
import { MedusaError } from "@medusajs/framework/utils"
import { completeCartWorkflowId } from "@medusajs/medusa/core-flows"
import { checkShape } from "./check-shape"
import {
  CREATE_ORDERS_STEP,
  getCreatedOrder,
  RELEASE_LOCK_STEP,
  toCreatedOrder,
} from "./core-shape"
import { finalizeOrder } from "./finalize-order"
import { guardRevert } from "./revert-guard"
import type { StepHandlers } from "./step-handler"
import { trackOrder } from "./track-order"

type WorkflowHandlers = Parameters<typeof WorkflowManager.update>[2]

// Shared by every copy of the package that a process may load.
const EXTENDED = Symbol.for("medusa-plugin-order-finalized.extended")

/**
 * Extends core's complete-cart workflow in place and by ID: the store route and the
 * payment webhook run it by ID, `run` and `runAsStep` look the same handlers up. Core's
 * own steps carry the plugin's work, because an engine saves the whole run before and
 * after each step: three steps more made a completion a tenth slower.
 *
 * - `create-orders` also opens the order's record; its compensation, after deleting the
 *   order, also records the revert
 * - `release-lock-step`, the last one, stages the outcome before it lets the cart go
 *
 * No hook is consumed, and the definition stays core's. Calling it again changes nothing.
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
  if (EXTENDED in createOrders) {
    return
  }

  // `update` builds the orchestrator from the options that it is passed alone: without
  // the workflow's own, complete-cart would no longer be stored (Medusa 2.21.2).
  WorkflowManager.update(
    completeCartWorkflowId,
    workflow.flow_,
    new Map([
      [CREATE_ORDERS_STEP, extendCreateOrders(createOrders)],
      [RELEASE_LOCK_STEP, extendReleaseLock(handlers.get(RELEASE_LOCK_STEP)!)],
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

function extendReleaseLock(core: StepHandlers): StepHandlers {
  return {
    ...core,
    invoke: async (args) => {
      const order = getCreatedOrder(args)
      if (order) {
        await finalizeOrder(order, args)
      }
      return await core.invoke(args)
    },
  }
}

extendCompleteCart()
