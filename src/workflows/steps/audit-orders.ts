import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { Modules } from "@medusajs/framework/utils"
import type { MedusaContainer, OrderDTO } from "@medusajs/framework/types"
import { completeCartWorkflowId } from "@medusajs/medusa/core-flows"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"
import type { RecordToCheck } from "../../modules/order-finalization/types"
import { UNDONE_STATES } from "../evidence/gather-run-evidence"
import { toMissingRecord } from "../evidence/open-record"
import { reconcileOrder } from "../evidence/reconcile-order"
import { settleFromEvidence } from "../evidence/settle-from-evidence"

const PAGE_SIZE = 200
/** Orders become visible a while after their `created_at`, and clocks differ. */
const OVERLAP_MS = 5 * 60_000

type Window = { $gte: string; $lt: string }

export const auditOrdersStepId = "audit-orders-step"
/**
 * Audits one window of time, from the last audit to `reconcileAfter` ago, so that its
 * cost depends on what is new and not on how many orders there are.
 */
export const auditOrdersStep = createStep(
  auditOrdersStepId,
  async (_: void, { container }) => {
    const service = container.resolve<OrderFinalizationModuleService>(
      ORDER_FINALIZATION_MODULE
    )
    const installedAt = await service.getInstalledAt()
    const auditedUntil = await service.getAuditedUntil()
    const until = new Date(Date.now() - service.options.reconcileAfter)
    const from = new Date(auditedUntil.getTime() - OVERLAP_MS)
    const since = from > installedAt ? from : installedAt
    const window = { $gte: since.toISOString(), $lt: until.toISOString() }

    let opened = 0
    for await (const id of listUnknownOrderIds(container, service, window)) {
      const missing = await toMissingRecord(container, id, installedAt)
      if (missing) {
        const { order, run } = missing
        await settleFromEvidence(container, order, async () => run)
        opened++
      }
    }
    const reverted = await auditUndoneRuns(container, service, window)
    if (until > auditedUntil) {
      await service.advanceAudit(until)
    }
    return new StepResponse({ opened, reverted })
  }
)

async function* listUnknownOrderIds(
  container: MedusaContainer,
  service: OrderFinalizationModuleService,
  created_at: Window
): AsyncGenerator<string> {
  let orders: Pick<OrderDTO, "id">[]
  let skip = 0
  do {
    orders = await container.resolve(Modules.ORDER).listOrders(
      { created_at },
      {
        select: ["id"],
        order: { id: "ASC" },
        skip,
        take: PAGE_SIZE,
      }
    )
    const known = await service.listOrderFinalizations(
      { order_id: orders.map(({ id }) => id) },
      { select: ["order_id"], take: PAGE_SIZE }
    )
    const knownIds = new Set(known.map(({ order_id }) => order_id))
    yield* orders.map(({ id }) => id).filter((id) => !knownIds.has(id))
    skip += PAGE_SIZE
  } while (orders.length === PAGE_SIZE)
}

/** A run that was undone while the plugin's own write failed, or in the midst of it died. */
async function auditUndoneRuns(
  container: MedusaContainer,
  service: OrderFinalizationModuleService,
  updated_at: Window
): Promise<number> {
  const executions = await container
    .resolve(Modules.WORKFLOW_ENGINE)
    .listWorkflowExecutions(
      {
        workflow_id: completeCartWorkflowId,
        state: UNDONE_STATES,
        updated_at,
      },
      { select: ["transaction_id"] }
    )
  let reverted = 0
  for (const { transaction_id } of executions) {
    const [record] = await service.listOrderFinalizations({
      transaction_id,
      status: ["finalized", "awaiting_payment", "on_hold", "needs_review"],
    })
    if (record) {
      await reconcileOrder(container, record as RecordToCheck)
      reverted++
    }
  }
  return reverted
}
