import type { InferTypeOf } from "@medusajs/framework/types"
import type { OrderFinalization } from "../../../modules/order-finalization/models/order-finalization"
import type {
  LockedOrder,
  RecordedReason,
} from "../../../modules/order-finalization/types"

export const ORDER_FINALIZATION_ENTITY = "order_finalization"

const columns = [
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
] as const satisfies (keyof InferTypeOf<typeof OrderFinalization>)[]

/** Every column: what a list may be ordered by. */
export const orderFinalizationColumns: string[] = [...columns]

/** A record as the Admin API shows it. */
export type AdminOrderFinalization = Omit<
  Pick<InferTypeOf<typeof OrderFinalization>, (typeof columns)[number]>,
  "reason" | "accepted_shortfall"
> &
  Pick<LockedOrder["record"], "accepted_shortfall"> & {
    reason: RecordedReason | null
  }

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
