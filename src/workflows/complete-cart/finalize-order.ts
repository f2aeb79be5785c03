import { BigNumber, MathBN, Modules } from "@medusajs/framework/utils"
import type { BigNumberInput } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type {
  Evidence,
  PaymentEvidence,
} from "../../modules/order-finalization/decide"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"
import { toWakeUp } from "../../modules/order-finalization/wake-up"
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
    const service = container.resolve<OrderFinalizationModuleService>(
      ORDER_FINALIZATION_MODULE
    )
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
  const cart = getQueriedCart(args)
  return {
    order: {
      is_canceled: false,
      canceled_at: null,
      currency_code: order.currency_code,
      total: toNumber(order.total),
      display_id: order.display_id,
      cart_id: cart.id,
    },
    payment: toPaymentEvidence(order, args),
    run: { state: "finished" },
    hold_reason: null,
  }
}

function toPaymentEvidence(
  order: CreatedOrder,
  args: StepHandlerArguments
): PaymentEvidence {
  const cart = getQueriedCart(args)
  // Of a session that was authorized before, core hands back the payment as it is by now,
  // cancelled or refunded with the attempt that was undone (Medusa 2.21.2). Nothing of it
  // counts here: settling reads afresh what it is worth.
  const payment = wasAuthorizedBefore(args) ? null : getAuthorizedPayment(args)
  const captures = payment?.captures ?? []
  const transactions = getAddedTransactions(args)
  const recorded = new Set(transactions.map(({ reference_id }) => reference_id))
  const isFree = MathBN.lte(order.total, 0)

  return {
    is_asked_for: Boolean(cart.payment_collection),
    is_canceled: false,
    required_amount: isFree
      ? 0
      : toNumber(cart.payment_collection?.amount ?? order.total),
    authorized_amount: toNumber(payment?.amount ?? 0),
    captured_amount: toNumber(
      MathBN.sum(0, ...captures.map(({ amount }) => amount))
    ),
    transaction_ids: transactions.map(({ id }) => id),
    unrecorded_capture_ids: captures
      .map(({ id }) => id)
      .filter((id) => !recorded.has(id)),
  }
}

function toNumber(amount: BigNumberInput): number {
  return new BigNumber(amount).numeric
}
