export const ORDER_FINALIZATION_ENTITY = "order_finalization"

/** Every column: what a list may be ordered by. */
export const orderFinalizationColumns = [
  "id",
  "order_id",
  "status",
  "finalized_at",
  "reason",
  "canceling_code",
  "noticed_session_ids",
  "review_reason",
  "hold_reason",
  "released_by",
  "released_at",
  "accepted_shortfall",
  "cart_id",
  "display_id",
  "workflow_id",
  "transaction_id",
  "run_id",
  "parent_workflow_id",
  "parent_transaction_id",
  "parent_run_id",
  "check_at",
  "created_at",
  "updated_at",
]

export const retrieveTransformQueryConfig = {
  defaults: orderFinalizationColumns,
  isList: false,
  entity: ORDER_FINALIZATION_ENTITY,
}

export const listTransformQueryConfig = {
  defaults: orderFinalizationColumns,
  defaultLimit: 20,
  isList: true,
  entity: ORDER_FINALIZATION_ENTITY,
}
