import { BigNumber, Modules } from "@medusajs/framework/utils"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type { Evidence } from "../../modules/order-finalization/decide"
import type { StagedOrder } from "../../modules/order-finalization/types"
import { toWakeUp } from "../../modules/order-finalization/wake-up"
import { toPaymentEvidence } from "../evidence/to-payment-evidence"
import { totalOf } from "./core-before-2-19"
import {
  getAddedTransactions,
  getAuthorizedPayment,
  getCreatedOrder,
  getQueriedCart,
  wasAuthorizedBefore,
  type CreatedOrder,
} from "./core-shape"
import { keepSale } from "./keep-sale"
import type { StepHandlerArguments } from "./step-handler"
import { toTrackedOrder } from "./to-tracked-order"

/** The step that complete-cart ends with, beside the release of the cart's lock. */
export const FINALIZE_ORDER_STEP = "finalize-order"

/**
 * Stages what the order comes to, from the evidence that the run already holds, and puts
 * the wake-up into the run's event group: core releases it when the outermost run has
 * ended well, and clears it otherwise.
 *
 * @returns What was staged; `null` if there was no new order, or it could not be written.
 */
export async function finalizeOrder(
  args: StepHandlerArguments
): Promise<StagedOrder | null> {
  const order = getCreatedOrder(args)
  if (!order) {
    return null
  }
  const { container, transaction } = args
  const trackedOrder = toTrackedOrder(order, args)

  const staged = await keepSale(container, "finalize", order.id, () =>
    container
      .resolve(ORDER_FINALIZATION_MODULE)
      .stageOrder(trackedOrder, toEvidence(order, args))
  )

  const { eventGroupId } = transaction.getFlow().metadata ?? {}
  if (eventGroupId) {
    await keepSale(container, "wake up", order.id, async () => {
      const { message, options } = toWakeUp(trackedOrder)
      await container
        .resolve(Modules.EVENT_BUS)
        .emit({ ...message, metadata: { eventGroupId } }, options)
    })
  }
  return staged
}

/**
 * Withdraws what was staged, before core undoes the order. What is due already stays: a
 * reader of the feed may have seen it, and the revert guard answers it.
 */
export async function withdrawOrder(args: StepHandlerArguments): Promise<void> {
  const order = getCreatedOrder(args)
  if (order) {
    await keepSale(args.container, "withdraw", order.id, () =>
      args.container.resolve(ORDER_FINALIZATION_MODULE).withdrawStaged(order.id)
    )
  }
}

function toEvidence(order: CreatedOrder, args: StepHandlerArguments): Evidence {
  const { id, payment_collection } = getQueriedCart(args)
  // Of a session that was authorized before, core hands back the payment as it is by now,
  // cancelled or refunded with the attempt that was undone (Medusa 2.21.2). Nothing of it
  // counts here: settling reads afresh what it is worth.
  const payment = wasAuthorizedBefore(args) ? null : getAuthorizedPayment(args)
  const total = totalOf(order)
  return {
    order: {
      is_canceled: false,
      currency_code: order.currency_code,
      total: new BigNumber(total).numeric,
      display_id: order.display_id,
      cart_id: id,
    },
    payment: toPaymentEvidence({
      total,
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
