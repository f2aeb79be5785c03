import { Modules } from "@medusajs/framework/utils"
import type { RunEvidence } from "../../modules/order-finalization/decide"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import { CHECKOUT_PATIENCE_MS } from "../../modules/order-finalization/timing"
import { wakeRelay } from "../../modules/order-finalization/wake-up"
import {
  toPublicMessage,
  toStepId,
} from "../../modules/order-finalization/public-message"
import { toPaymentEvidence } from "../evidence/to-payment-evidence"
import type { CreatedOrder } from "./core-shape"
import { keepSale } from "./keep-sale"
import type { StepHandlerArguments } from "./step-handler"
import { toTrackedOrder } from "./to-tracked-order"

/** Of an order that is gone nothing leads to its payments any more. */
const NO_PAYMENT = toPaymentEvidence({
  total: 0,
  collections: [],
  transactions: [],
})

/**
 * Runs after core has deleted the order of an undone run, and records `order.reverted` only
 * of an order that is proven gone. One that stands all the same is left to reconciliation.
 */
export async function guardRevert(
  order: CreatedOrder,
  args: StepHandlerArguments
): Promise<void> {
  const { container } = args
  await keepSale(container, "revert", order.id, async () => {
    const [standing] = await container
      .resolve(Modules.ORDER)
      .listOrders({ id: order.id }, { select: ["id"] })
    if (standing) {
      return
    }
    const service = container.resolve(ORDER_FINALIZATION_MODULE)
    await service.settleOrder(
      toTrackedOrder(order, args),
      {
        order: null,
        payment: NO_PAYMENT,
        run: toUndoneRun(args),
        hold_reason: null,
      },
      {},
      CHECKOUT_PATIENCE_MS
    )
    wakeRelay(container)
  })
}

/** A run that was cancelled, by its parent or an operator, has no failed step. */
function toUndoneRun({ transaction }: StepHandlerArguments): RunEvidence {
  const [failure] = transaction.getErrors("invoke")
  return {
    state: "undone",
    failed_step: toStepId(failure?.action),
    error_message: toPublicMessage(failure?.error),
  }
}
