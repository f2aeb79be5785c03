import {
  Modules,
  TransactionState,
  TransactionStepState,
} from "@medusajs/framework/utils"
import type {
  MedusaContainer,
  WorkflowExecutionDTO,
} from "@medusajs/framework/types"
import { completeCartWorkflowId } from "@medusajs/medusa/core-flows"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import {
  UNKNOWN_RUN,
  type TrackedOrder,
} from "../../modules/order-finalization/types"
import { CREATE_ORDERS_STEP, toCreatedOrder } from "../complete-cart/core-shape"
import { ENDED_UNDONE_STATES } from "./gather-run-evidence"
import {
  MAX_RUN_MS,
  MAX_SKEW_MS,
} from "../../modules/order-finalization/timing"

/** Its key has a run ID, which core's type leaves out (Medusa 2.21.2). */
export type StoredRun = WorkflowExecutionDTO & { run_id: string }

type DatedOrder = {
  id: string
  email: string
  currency_code: string
  created_at: Date | string
}

const UNFINISHED_STATES: string[] = [
  TransactionState.NOT_STARTED,
  TransactionState.INVOKING,
  TransactionState.WAITING_TO_COMPENSATE,
  TransactionState.COMPENSATING,
]

/**
 * The record to open for an order whose run died or failed while it created the order, so
 * that no record and no link leads from one to the other, and nothing will delete it: a
 * connection that is cut after the database's commit fails the step, say. A run of
 * complete-cart from the time of the order that never got to know its order is taken for
 * its own if their cart and order are of one customer and currency.
 */
export async function findDeadRun(
  container: MedusaContainer,
  order: DatedOrder
): Promise<TrackedOrder | null> {
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  for (const execution of await listDeadRuns(container, order)) {
    const { transaction_id, run_id, context } = execution as StoredRun
    const cartId: string | undefined = context?.data?.payload?.id
    if (!cartId || !mayHaveCreated(execution, order.id)) {
      continue
    }
    const [tracked] = await service.listOrderFinalizations({
      transaction_id,
      run_id,
    })
    // The order's own is a record that somebody else has opened meanwhile.
    if (tracked && tracked.order_id !== order.id) {
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
        run_id,
      }
    }
  }
  return null
}

async function listDeadRuns(
  container: MedusaContainer,
  order: DatedOrder
): Promise<WorkflowExecutionDTO[]> {
  const createdAt = new Date(order.created_at)
  const before = (ms: number) =>
    new Date(createdAt.getTime() - ms).toISOString()
  return await container
    .resolve(Modules.WORKFLOW_ENGINE)
    .listWorkflowExecutions(
      {
        workflow_id: completeCartWorkflowId,
        created_at: { $gte: before(MAX_RUN_MS), $lte: createdAt.toISOString() },
        $or: [
          { state: UNFINISHED_STATES },
          // An order that came after the end of a run is not its own.
          {
            state: ENDED_UNDONE_STATES,
            updated_at: { $gte: before(MAX_SKEW_MS) },
          },
        ],
      },
      { order: { created_at: "DESC" } }
    )
}

/** Whether the order is the run's own, or the run failed or died without knowing one. */
function mayHaveCreated(
  { state, context, execution }: WorkflowExecutionDTO,
  orderId: string
): boolean {
  const created = toCreatedOrder(context?.data?.invoke?.[CREATE_ORDERS_STEP])
  if (created) {
    return created.id === orderId
  }
  if (!ENDED_UNDONE_STATES.includes(state as TransactionState)) {
    // Its steps are stored as they were before the one in which it died.
    return true
  }
  const steps: [string, { invoke?: { state?: string } }][] = Object.entries(
    execution?.steps ?? {}
  )
  const step = steps.find(([path]) => path.endsWith(`.${CREATE_ORDERS_STEP}`))
  return step?.[1].invoke?.state === TransactionStepState.FAILED
}
