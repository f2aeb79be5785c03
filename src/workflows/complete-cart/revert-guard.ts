import { Modules } from "@medusajs/framework/utils"
import type { RunEvidence } from "../../modules/order-finalization/decide"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"
import { wakeRelay } from "../../modules/order-finalization/wake-up"
import { toPublicMessage } from "../../modules/order-finalization/public-message"
import { getCreatedOrder } from "./core-shape"
import { keepSale } from "./keep-sale"
import type { StepHandler, StepHandlerArguments } from "./step-handler"
import { toTrackedOrder } from "./to-tracked-order"

export const revertGuardStepId = "guard-order-revert"

const NO_PAYMENT = {
  is_asked_for: false,
  required_amount: 0,
  authorized_amount: 0,
  captured_amount: 0,
  transaction_ids: [],
  unrecorded_capture_ids: [],
}

/**
 * Exists for its compensation. It stands before the step that creates the order, so that
 * it runs after core has deleted the order again, and records `order.reverted` only of an
 * order that is proven gone. One that core could not delete is left to reconciliation.
 */
export const revertGuardHandler: StepHandler = {
  invoke: async () => undefined,
  compensate: async (args) => {
    const order = getCreatedOrder(args)
    if (!order) {
      return
    }
    const { container } = args

    await keepSale(container, "revert", order.id, async () => {
      const [standing] = await container
        .resolve(Modules.ORDER)
        .listOrders({ id: order.id }, { select: ["id"] })
      if (standing) {
        return
      }
      const service = container.resolve<OrderFinalizationModuleService>(
        ORDER_FINALIZATION_MODULE
      )
      await service.settleOrder(toTrackedOrder(order, args), {
        order: null,
        payment: NO_PAYMENT,
        run: toUndoneRun(args),
        hold_reason: null,
      })
      wakeRelay(container)
    })
  },
}

/** A run that was cancelled, by its parent or an operator, has no failed step. */
function toUndoneRun({ transaction }: StepHandlerArguments): RunEvidence {
  const [failure] = transaction.getErrors("invoke")
  return {
    state: "undone",
    failed_step: failure?.action ?? null,
    error_message: toPublicMessage(failure?.error?.message),
  }
}
