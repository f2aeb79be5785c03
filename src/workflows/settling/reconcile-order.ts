import { MedusaError } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type { SettledOrder } from "../../modules/order-finalization/service"
import type {
  OrderFinalizationStatusValue,
  RecordState,
} from "../../modules/order-finalization/types"
import { gatherRunEvidence } from "../evidence/gather-run-evidence"
import { settleFromEvidence } from "./settle-from-evidence"

/** Only a run that has ended well, or a person, leads from these to any other status. */
const UNCERTAIN: OrderFinalizationStatusValue[] = ["pending", "needs_review"]

/**
 * Reconciles one order that has a record, however it got stuck.
 *
 * @throws `MedusaError` of type `NOT_FOUND` if it has none.
 */
export async function reconcileOrder(
  container: MedusaContainer,
  orderId: string
): Promise<SettledOrder> {
  const record = await toService(container).readRecordState(orderId)
  if (!record) {
    throw new MedusaError(
      MedusaError.Types.NOT_FOUND,
      `Order ${orderId} has no finalization.`
    )
  }
  return await reconcileRecord(container, record)
}

/** The same, for whoever has read the record already. */
export async function reconcileRecord(
  container: MedusaContainer,
  record: RecordState
): Promise<SettledOrder> {
  const { options } = toService(container)
  return await settleFromEvidence(
    container,
    record,
    async () =>
      await gatherRunEvidence(container, {
        order: record,
        last_step_reached: record.staged_status !== null,
        has_finished: !UNCERTAIN.includes(record.status),
        age: record.age_ms,
        patience: options.reconcileAfter,
      })
  )
}

const toService = (container: MedusaContainer) =>
  container.resolve(ORDER_FINALIZATION_MODULE)
