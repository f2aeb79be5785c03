import type { TrackedOrder } from "../../modules/order-finalization/types"
import { toParentRun } from "../../utils/parent-run"
import type { CreatedOrder } from "./core-shape"
import type { StepHandlerArguments } from "./step-handler"

/** Names the order, its cart and the runs that it came from. */
export function toTrackedOrder(
  order: CreatedOrder,
  { payload, transaction }: StepHandlerArguments
): TrackedOrder {
  const { parentStepIdempotencyKey } = transaction.getFlow().metadata ?? {}
  const parent = toParentRun(parentStepIdempotencyKey)
  return {
    order_id: order.id,
    cart_id: payload.id,
    display_id: order.display_id,
    workflow_id: transaction.modelId,
    transaction_id: transaction.transactionId,
    run_id: transaction.runId,
    parent_workflow_id: parent?.workflow_id ?? null,
    parent_transaction_id: parent?.transaction_id ?? null,
    parent_run_id: parent && transaction.runId,
  }
}
