import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"
import type { SettledOrder } from "../../modules/order-finalization/service"
import {
  OrderRevertedReason,
  type OrderFinalizationStatusValue,
  type RecordToCheck,
} from "../../modules/order-finalization/types"
import { cancelUnpaidOrder } from "./cancel-unpaid-order"
import { gatherRunEvidence } from "./gather-run-evidence"
import { settleFromEvidence } from "./settle-from-evidence"

/** Only a run that has ended well, or a person, leads from these to any other status. */
const UNCERTAIN: OrderFinalizationStatusValue[] = ["pending", "needs_review"]

/**
 * Looks at one order again, however it got stuck. One whose payment is late, or that was
 * about to be cancelled when somebody died, is cancelled.
 */
export async function reconcileOrder(
  container: MedusaContainer,
  record: RecordToCheck
): Promise<SettledOrder> {
  const { options } = container.resolve<OrderFinalizationModuleService>(
    ORDER_FINALIZATION_MODULE
  )
  const age = Date.now() - new Date(record.created_at).getTime()
  const settled = await settleFromEvidence(container, record, () =>
    gatherRunEvidence(container, {
      order: record,
      last_step_reached: record.staged_status !== null,
      has_finished: !UNCERTAIN.includes(record.status),
      age,
      patience: options.reconcileAfter,
    })
  )
  if (settled.status !== "awaiting_payment") {
    return settled
  }

  // An order that nobody is asked to pay for, like a child order, is never late.
  const isLate =
    settled.evidence.payment.is_asked_for &&
    age >= (options.awaitingPaymentTimeout ?? Infinity)
  const code =
    settled.reason?.code ??
    (isLate ? OrderRevertedReason.PAYMENT_EXPIRED : null)
  return code ? await cancelUnpaidOrder(container, record, code) : settled
}
