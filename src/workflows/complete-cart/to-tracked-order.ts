import type { TrackedOrder } from "../../modules/order-finalization/types"
import type { CreatedOrder } from "./core-shape"
import type { StepHandlerArguments } from "./step-handler"

/** Names the order, its cart and the runs that it came from. */
export function toTrackedOrder(
  order: CreatedOrder,
  { payload, transaction }: StepHandlerArguments
): TrackedOrder {
  const { parentStepIdempotencyKey } = transaction.getFlow().metadata ?? {}
  const [parentWorkflowId, parentTransactionId] =
    parentStepIdempotencyKey?.split(":") ?? []
  return {
    order_id: order.id,
    cart_id: payload.id,
    display_id: order.display_id,
    workflow_id: transaction.modelId,
    transaction_id: transaction.transactionId,
    parent_workflow_id: parentWorkflowId || null,
    parent_transaction_id: parentTransactionId || null,
  }
}
