import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { Modules } from "@medusajs/framework/utils"
import type {
  FilterableOrderProps,
  MedusaContainer,
  OrderDTO,
} from "@medusajs/framework/types"
import { encodeTime } from "ulid"
import { completeCartWorkflowId } from "@medusajs/medusa/core-flows"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"
import { wakeRelay } from "../../modules/order-finalization/wake-up"
import type { RecordToCheck } from "../../modules/order-finalization/types"
import { UNDONE_STATES } from "../evidence/gather-run-evidence"
import { FAILED, safely } from "../evidence/look-at-order"
import { NO_RECORD, openRecord } from "../evidence/open-record"
import { reconcileOrder } from "../evidence/reconcile-order"

const PAGE_SIZE = 200
/** Orders become visible a while after their `created_at`, and clocks differ. */
const OVERLAP_MS = 5 * 60_000
/** Longer than an order takes from getting its ID to its `created_at`. */
const ID_SLACK_MS = 3_600_000
const ORDER_PREFIX = "order_"
const ULID_TIME_LENGTH = 10

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

    const found: string[] = []
    for await (const id of listUnknownOrderIds(container, service, window)) {
      const look = async () => await openRecord(container, id, installedAt)
      found.push(await safely(container, id, look))
    }
    const looked: string[] = []
    for (const record of await listUndone(container, service, window)) {
      const look = async () => await reconcileOrder(container, record)
      looked.push(await safely(container, record.order_id, look))
    }
    if (found.length || looked.length) {
      wakeRelay(container)
    }
    // What could not be looked at stays within the window.
    const hasFailed = [...found, ...looked].includes(FAILED)
    if (!hasFailed && until > auditedUntil) {
      await service.advanceAudit(until)
    }
    return new StepResponse({
      opened: found.filter((s) => s !== NO_RECORD && s !== FAILED).length,
      reverted: looked.filter((s) => s === "reverted").length,
    })
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
      { created_at, $or: idsSince(new Date(created_at.$gte)) },
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

/**
 * Core has no index over `created_at`, but an ID that it makes begins with its time. Who
 * makes IDs of their own has them sort before or after core's.
 */
function idsSince(since: Date): FilterableOrderProps[] {
  const time = encodeTime(since.getTime() - ID_SLACK_MS, ULID_TIME_LENGTH)
  const ranges = [
    { id: { $gte: ORDER_PREFIX + time } },
    { id: { $lt: ORDER_PREFIX } },
  ]
  // The query knows operators, the type of its filter does not (Medusa 2.21.2).
  return ranges as unknown as FilterableOrderProps[]
}

/** Of runs that were undone while the plugin's own write failed, or in the midst of it died. */
async function listUndone(
  container: MedusaContainer,
  service: OrderFinalizationModuleService,
  updated_at: Window
): Promise<RecordToCheck[]> {
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
  const records = await service.listOrderFinalizations({
    transaction_id: executions.map(({ transaction_id }) => transaction_id),
    status: ["finalized", "awaiting_payment", "on_hold", "needs_review"],
  })
  return records as RecordToCheck[]
}
