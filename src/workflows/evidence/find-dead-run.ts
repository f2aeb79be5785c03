import { Modules, TransactionState } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { completeCartWorkflowId } from "@medusajs/medusa/core-flows"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"
import { UNKNOWN_RUN } from "../../modules/order-finalization/service"
import type { TrackedOrder } from "../../modules/order-finalization/types"

type DatedOrder = {
  id: string
  email: string
  currency_code: string
  created_at: Date | string
}

/** A run creates its order within this time of its start. */
const MAX_RUN_MS = 10 * 60_000

const UNFINISHED_STATES: string[] = [
  TransactionState.NOT_STARTED,
  TransactionState.INVOKING,
  TransactionState.WAITING_TO_COMPENSATE,
  TransactionState.COMPENSATING,
]

/**
 * The record to open for an order whose run died between creating it and tracking it: no
 * record and no link leads from one to the other. A run of complete-cart that started
 * shortly before the order, never ended and created no tracked order is taken for its
 * own if their cart and order are of one customer and currency.
 */
export async function findDeadRun(
  container: MedusaContainer,
  order: DatedOrder
): Promise<TrackedOrder | null> {
  const createdAt = new Date(order.created_at)
  const executions = await container
    .resolve(Modules.WORKFLOW_ENGINE)
    .listWorkflowExecutions(
      {
        workflow_id: completeCartWorkflowId,
        state: UNFINISHED_STATES,
        created_at: {
          $gte: new Date(createdAt.getTime() - MAX_RUN_MS).toISOString(),
          $lte: createdAt.toISOString(),
        },
      },
      { order: { created_at: "DESC" } }
    )
  const service = container.resolve<OrderFinalizationModuleService>(
    ORDER_FINALIZATION_MODULE
  )

  for (const { transaction_id, context } of executions) {
    const cartId: string | undefined = context?.data?.payload?.id
    const [tracked] = await service.listOrderFinalizations({ transaction_id })
    if (!cartId || tracked) {
      continue
    }
    const [cart] = await container
      .resolve(Modules.CART)
      .listCarts({ id: cartId }, { select: ["email", "currency_code"] })
    if (
      cart?.email === order.email &&
      cart?.currency_code === order.currency_code
    ) {
      return {
        ...UNKNOWN_RUN,
        order_id: order.id,
        cart_id: cartId,
        workflow_id: completeCartWorkflowId,
        transaction_id,
      }
    }
  }
  return null
}
