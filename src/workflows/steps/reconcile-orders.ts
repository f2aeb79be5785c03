import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import { wakeRelay } from "../../modules/order-finalization/wake-up"
import { reconcileOrOpen, safely } from "../settling/reconcile-or-open"
import { reconcileDueOrders } from "../settling/reconcile-due-orders"

export type ReconcileOrdersStepInput = {
  /**
   * Reconcile these orders now; without it, the orders whose time has come, up to 200
   * of them.
   */
  order_ids?: string[]
  /**
   * Whether orders that are named get a record although they are older than the plugin's
   * installation, or nobody is asked to pay for them.
   *
   * @default false
   */
  open_records?: boolean
  /**
   * Whether what becomes due is published now. `false` leaves that to the relay of a
   * running backend: a process that ends, as that of `medusa exec`, may take events on its
   * local event bus along.
   *
   * @default true
   */
  publish?: boolean
}

/** How many orders ended in which status; `failed` could not be reconciled. */
export type ReconcileReport = {
  reconciled: number
  by_status: Record<string, number>
}

export const reconcileOrdersStepId = "reconcile-orders-step"
/**
 * Settles orders from evidence gathered afresh. Orders that are named and have no record
 * get one, if they are of the kind that gets one.
 */
export const reconcileOrdersStep = createStep(
  reconcileOrdersStepId,
  async (
    {
      order_ids,
      open_records = false,
      publish = true,
    }: ReconcileOrdersStepInput,
    { container }
  ) => {
    const service = container.resolve(ORDER_FINALIZATION_MODULE)
    const report: ReconcileReport = { reconciled: 0, by_status: {} }
    const count = (status: string) => {
      report.reconciled++
      report.by_status[status] = (report.by_status[status] ?? 0) + 1
    }

    if (order_ids) {
      const since = open_records ? null : await service.getInstalledAt()
      for (const id of order_ids) {
        const reconcile = async () =>
          await reconcileOrOpen(container, id, since)
        count(await safely(container, id, reconcile))
      }
      return new StepResponse(report)
    }

    await reconcileDueOrders(container, count)
    if (publish && report.reconciled) {
      wakeRelay(container)
    }
    return new StepResponse(report)
  }
)
