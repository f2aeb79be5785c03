import {
  createWorkflow,
  when,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import { auditOrdersStep } from "./steps/audit-orders"
import { publishOrderEventsStep } from "./steps/publish-order-events"

export type AuditOrdersWorkflowInput = {
  /** As in `ReconcileOrdersWorkflowInput`. @default true */
  publish?: boolean
}

export const auditOrdersWorkflowId = "audit-orders"
/**
 * Finds what nobody else can: orders created since the last audit that have no record,
 * and runs undone since then whose revert was not recorded.
 *
 * @example
 * const { result } = await auditOrdersWorkflow(container).run()
 */
export const auditOrdersWorkflow = createWorkflow(
  auditOrdersWorkflowId,
  (input: WorkflowData<AuditOrdersWorkflowInput | undefined>) => {
    const report = auditOrdersStep()
    when("is-to-publish", input, (data) => data?.publish !== false).then(() => {
      publishOrderEventsStep({})
    })
    return new WorkflowResponse(report)
  }
)
