import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"
import type { RecordToCheck } from "../../modules/order-finalization/types"
import { toMissingRecord } from "../evidence/open-record"
import { reconcileOrder } from "../evidence/reconcile-order"
import { settleFromEvidence } from "../evidence/settle-from-evidence"

const BATCH_SIZE = 100

export type ReconcileOrdersStepInput = {
  /** Look at these orders now; without it, at every order whose time has come. */
  order_ids?: string[]
  /**
   * Whether orders that are named get a record although they are older than the plugin's
   * installation, or nobody is asked to pay for them.
   *
   * @default false
   */
  open_records?: boolean
}

/** How many orders ended in which status; `failed` could not be looked at. */
export type ReconcileReport = {
  looked_at: number
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
    { order_ids, open_records = false }: ReconcileOrdersStepInput,
    { container }
  ) => {
    const service = container.resolve<OrderFinalizationModuleService>(
      ORDER_FINALIZATION_MODULE
    )
    const report: ReconcileReport = { looked_at: 0, by_status: {} }
    const count = (status: string) => {
      report.looked_at++
      report.by_status[status] = (report.by_status[status] ?? 0) + 1
    }

    if (order_ids) {
      const since = open_records ? null : await service.getInstalledAt()
      for (const id of order_ids) {
        const look = async () => await lookAt(container, service, id, since)
        count(await safely(container, id, look))
      }
      return new StepResponse(report)
    }

    let records: RecordToCheck[]
    do {
      records = await service.claimRecordsToCheck(BATCH_SIZE)
      for (const record of records) {
        const look = async () => await reconcileOrder(container, record)
        count(await safely(container, record.order_id, look))
      }
    } while (records.length === BATCH_SIZE)
    return new StepResponse(report)
  }
)

async function lookAt(
  container: MedusaContainer,
  service: OrderFinalizationModuleService,
  orderId: string,
  createdSince: Date | null
): Promise<{ status: string }> {
  const [record] = await service.listOrderFinalizations({ order_id: orderId })
  if (record) {
    return await reconcileOrder(container, record as RecordToCheck)
  }
  const missing = await toMissingRecord(container, orderId, createdSince)
  if (!missing) {
    return { status: "no_record" }
  }
  const { order, run } = missing
  return await settleFromEvidence(container, order, async () => run)
}

async function safely(
  container: MedusaContainer,
  orderId: string,
  look: () => Promise<{ status: string }>
): Promise<string> {
  try {
    return (await look()).status
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(
        `medusa-plugin-order-finalized: could not reconcile order ${orderId}, it will be looked at again: ${(error as Error).message}`
      )
    return "failed"
  }
}
