import {
  createWorkflow,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import {
  auditOrdersStep,
  type AuditOrdersStepInput,
} from "./steps/audit-orders"

export const auditOrdersWorkflowId = "order-finalization-audit-orders"
/**
 * Finds what nobody else can: orders created since the last audit that have no record,
 * and runs undone since then whose revert was not recorded.
 *
 * @example
 * const { result } = await auditOrdersWorkflow(container).run()
 */
export const auditOrdersWorkflow = createWorkflow(
  auditOrdersWorkflowId,
  (input: WorkflowData<AuditOrdersStepInput | undefined>) => {
    return new WorkflowResponse(auditOrdersStep(input))
  }
)
