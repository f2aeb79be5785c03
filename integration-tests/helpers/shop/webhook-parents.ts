// As a backend imports it; see parent-workflows.ts.
/* eslint-disable @medusajs/import-from-framework-not-internal */
import { MedusaError } from "@medusajs/utils"
import {
  createStep,
  createWorkflow,
  StepResponse,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/workflows-sdk"
import {
  createOrderWebhookWorkflow,
  updateOrderWebhookWorkflow,
} from "../../../src/workflows"
import type { CreateOrderWebhookStepInput } from "../../../src/workflows/steps/create-order-webhook"
import type { UpdateOrderWebhookStepInput } from "../../../src/workflows/steps/update-order-webhook"

const LATER = "The step after the webhook's failed"

const failStep = createStep(
  "fail-after-webhook",
  async (): Promise<StepResponse<object>> => {
    throw new MedusaError(MedusaError.Types.INVALID_DATA, LATER)
  }
)

/** Adds a webhook, and fails then. */
export const addingParentWorkflow = createWorkflow(
  "adding-parent",
  (input: WorkflowData<CreateOrderWebhookStepInput>) => {
    createOrderWebhookWorkflow.runAsStep({ input })
    return new WorkflowResponse(failStep())
  }
)

/** Changes one, and fails then. */
export const changingParentWorkflow = createWorkflow(
  "changing-parent",
  (input: WorkflowData<UpdateOrderWebhookStepInput>) => {
    updateOrderWebhookWorkflow.runAsStep({ input })
    return new WorkflowResponse(failStep())
  }
)
