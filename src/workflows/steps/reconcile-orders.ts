import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"
import type { RecordToCheck } from "../../modules/order-finalization/types"
import { gatherEvidence } from "../evidence/gather-evidence"
import { gatherRunEvidence } from "../evidence/gather-run-evidence"

const BATCH_SIZE = 100

export const reconcileOrdersStepId = "reconcile-orders-step"
/** Settles every order whose time to be looked at has come. */
export const reconcileOrdersStep = createStep(
  reconcileOrdersStepId,
  async (_: void, { container }) => {
    const service = container.resolve<OrderFinalizationModuleService>(
      ORDER_FINALIZATION_MODULE
    )
    const report: Record<string, number> = {}
    let records: RecordToCheck[]
    do {
      records = await service.claimRecordsToCheck(BATCH_SIZE)
      for (const record of records) {
        const status = await reconcileOrder(container, service, record)
        report[status] = (report[status] ?? 0) + 1
      }
    } while (records.length === BATCH_SIZE)

    return new StepResponse({ by_status: report })
  }
)

async function reconcileOrder(
  container: MedusaContainer,
  service: OrderFinalizationModuleService,
  record: RecordToCheck
): Promise<string> {
  try {
    const evidence = await gatherEvidence(container, record.order_id, () =>
      gatherRunEvidence(container, {
        order: record,
        last_step_reached: record.staged_status !== null,
        age: Date.now() - new Date(record.created_at).getTime(),
        patience: service.options.reconcileAfter,
      })
    )
    const { status } = await service.settleOrder(record, evidence)
    return status
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(
        `medusa-plugin-order-finalized: could not reconcile order ${record.order_id}, it will be looked at again: ${(error as Error).message}`
      )
    return "failed"
  }
}
