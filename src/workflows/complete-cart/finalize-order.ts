import { BigNumber, Modules } from "@medusajs/framework/utils"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type { Evidence } from "../../modules/order-finalization/decide"
import { toWakeUp } from "../../modules/order-finalization/wake-up"
import { toPaymentEvidence } from "../evidence/to-payment-evidence"
import {
  getAddedTransactions,
  getAuthorizedPayment,
  getQueriedCart,
  wasAuthorizedBefore,
  type CreatedOrder,
} from "./core-shape"
import { keepSale } from "./keep-sale"
import type { StepHandlerArguments } from "./step-handler"
import { toTrackedOrder } from "./to-tracked-order"

/**
 * Stages what the order comes to, from the evidence that the run already holds, and puts
 * the wake-up into the run's event group: core releases it when the outermost run has
 * ended well, and clears it otherwise. Nothing undoes it: the revert guard does.
 */
export async function finalizeOrder(
  order: CreatedOrder,
  args: StepHandlerArguments
): Promise<void> {
  const { container, transaction } = args
  const trackedOrder = toTrackedOrder(order, args)

  await keepSale(container, "finalize", order.id, async () => {
    const service = container.resolve(ORDER_FINALIZATION_MODULE)
    await service.stageOrder(trackedOrder, toEvidence(order, args))
  })

  const { eventGroupId } = transaction.getFlow().metadata ?? {}
  if (!eventGroupId) {
    return
  }
  await keepSale(container, "wake up", order.id, async () => {
    const { message, options } = toWakeUp(trackedOrder)
    await container
      .resolve(Modules.EVENT_BUS)
      .emit({ ...message, metadata: { eventGroupId } }, options)
  })
}

function toEvidence(order: CreatedOrder, args: StepHandlerArguments): Evidence {
  const { id, payment_collection } = getQueriedCart(args)
  // Of a session that was authorized before, core hands back the payment as it is by now,
  // cancelled or refunded with the attempt that was undone (Medusa 2.21.2). Nothing of it
  // counts here: settling reads afresh what it is worth.
  const payment = wasAuthorizedBefore(args) ? null : getAuthorizedPayment(args)
  return {
    order: {
      is_canceled: false,
      currency_code: order.currency_code,
      total: new BigNumber(order.total).numeric,
      display_id: order.display_id,
      cart_id: id,
    },
    payment: toPaymentEvidence({
      total: order.total,
      collections: payment_collection
        ? [
            {
              amount: payment_collection.amount,
              payments: payment ? [payment] : [],
            },
          ]
        : [],
      transactions: getAddedTransactions(args),
    }),
    run: { state: "finished" },
    hold_reason: null,
  }
}
