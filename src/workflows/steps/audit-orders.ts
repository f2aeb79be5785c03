import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { Modules } from "@medusajs/framework/utils"
import type {
  FilterableOrderProps,
  MedusaContainer,
} from "@medusajs/framework/types"
import { encodeTime } from "ulid"
import { completeCartWorkflowId } from "@medusajs/medusa/core-flows"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"
import { wakeRelay } from "../../modules/order-finalization/wake-up"
import type { StoredRun } from "../evidence/find-dead-run"
import { UNDONE_STATES } from "../evidence/gather-run-evidence"
import { FAILED, safely } from "../settling/reconcile-or-open"
import { NO_RECORD, openRecord } from "../settling/open-record"
import { isStopping } from "../../utils/background-work"
import { reconcileOrder } from "../settling/reconcile-order"
import {
  AUDIT_OVERLAP_MS,
  ID_SLACK_MS,
} from "../../modules/order-finalization/timing"

const PAGE_SIZE = 200
const ORDER_PREFIX = "order_"
const ULID_TIME_LENGTH = 10

type Window = { $gte: string; $lt: string }

export type AuditOrdersStepInput = {
  /** As in `ReconcileOrdersStepInput`. @default true */
  publish?: boolean
}

export const auditOrdersStepId = "audit-orders-step"
/**
 * Audits one window of time, from the last audit to `reconcileAfter` ago, so that its
 * cost depends on what is new and not on how many orders there are. Each page is noted
 * once it is done: a window that is broken off is gone on with, not begun again. An order
 * that cannot be reconciled gets a record for reconciliation, and holds up no other.
 */
export const auditOrdersStep = createStep(
  auditOrdersStepId,
  async (input: AuditOrdersStepInput | undefined, { container }) => {
    const publish = input?.publish ?? true
    const service = container.resolve(ORDER_FINALIZATION_MODULE)
    const installedAt = await service.getInstalledAt()
    const auditedUntil = await service.getAuditedUntil()
    const begun = await service.getAuditWindow()
    const until =
      begun?.until ?? new Date(Date.now() - service.options.reconcileAfter)
    const from = new Date(auditedUntil.getTime() - AUDIT_OVERLAP_MS)
    const since = from > installedAt ? from : installedAt
    const window = { $gte: since.toISOString(), $lt: until.toISOString() }

    const found: string[] = []
    const pages = listOrderIdPages(container, window, begun?.after ?? "")
    for await (const ids of pages) {
      for (const id of await withoutRecord(service, ids)) {
        // Whoever audits next goes on after the last page that was noted.
        if (isStopping()) {
          return new StepResponse(toReport(found, []))
        }
        const open = async () => await openRecord(container, id, installedAt)
        found.push(await safely(container, id, open))
      }
      if (ids.length === PAGE_SIZE) {
        await service.noteAuditedPage(until, ids.at(-1)!)
      }
    }
    const reconciled: string[] = []
    for (const record of await listUndone(container, service, window)) {
      const reconcile = async () =>
        await reconcileOrder(container, record.order_id)
      reconciled.push(await safely(container, record.order_id, reconcile))
    }
    if (publish && (found.length || reconciled.length)) {
      wakeRelay(container)
    }
    if (until > auditedUntil) {
      await service.advanceAudit(until)
    }
    return new StepResponse(toReport(found, reconciled))
  }
)

const toReport = (found: string[], reconciled: string[]) => ({
  opened: found.filter((s) => s !== NO_RECORD && s !== FAILED).length,
  reverted: reconciled.filter((s) => s === "reverted").length,
})

/** By ID, each page from where the one before it ended: an order is read once. */
async function* listOrderIdPages(
  container: MedusaContainer,
  created_at: Window,
  after: string
): AsyncGenerator<string[]> {
  for (;;) {
    const orders = await container
      .resolve(Modules.ORDER)
      .listOrders(
        { created_at, $or: idsSince(new Date(created_at.$gte), after) },
        { select: ["id"], order: { id: "ASC" }, take: PAGE_SIZE }
      )
    const ids = orders.map(({ id }) => id)
    yield ids
    if (ids.length < PAGE_SIZE) {
      return
    }
    after = ids.at(-1)!
  }
}

async function withoutRecord(
  service: OrderFinalizationModuleService,
  ids: string[]
): Promise<string[]> {
  const known = await service.listOrderFinalizations(
    { order_id: ids },
    { select: ["order_id"], take: PAGE_SIZE }
  )
  const knownIds = new Set(known.map(({ order_id }) => order_id))
  return ids.filter((id) => !knownIds.has(id))
}

/**
 * Core has no index over `created_at`, but an ID that it makes begins with its time. Who
 * makes IDs of their own has them sort before or after core's.
 */
function idsSince(since: Date, after: string): FilterableOrderProps[] {
  const time = encodeTime(since.getTime() - ID_SLACK_MS, ULID_TIME_LENGTH)
  const ranges = [
    { id: { $gte: ORDER_PREFIX + time, $gt: after } },
    { id: { $lt: ORDER_PREFIX, $gt: after } },
  ]
  // The query knows operators, the type of its filter does not (Medusa 2.21.2).
  return ranges as unknown as FilterableOrderProps[]
}

/** Of runs that were undone while the plugin's own write failed, or in the midst of it died. */
async function listUndone(
  container: MedusaContainer,
  service: OrderFinalizationModuleService,
  updated_at: Window
): Promise<{ order_id: string }[]> {
  const executions = await container
    .resolve(Modules.WORKFLOW_ENGINE)
    .listWorkflowExecutions(
      {
        workflow_id: completeCartWorkflowId,
        state: UNDONE_STATES,
        updated_at,
      },
      { select: ["run_id", "transaction_id"] }
    )
  const records = await service.listOrderFinalizations({
    transaction_id: executions.map(({ transaction_id }) => transaction_id),
    status: ["finalized", "awaiting_payment", "on_hold", "needs_review"],
  })
  // A later run with the same transaction ID says nothing of the order of an earlier one.
  const runIds = new Set(
    (executions as StoredRun[]).map(({ run_id }) => run_id)
  )
  return records.filter(({ run_id }) => run_id === null || runIds.has(run_id))
}
