import type { MedusaContainer } from "@medusajs/framework/types"
import {
  askFinalizationGates,
  hasFinalizationGates,
} from "../../finalization-gates"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import {
  isReadyForGates,
  type Evidence,
  type RunEvidence,
} from "../../modules/order-finalization/decide"
import type OrderFinalizationModuleService from "../../modules/order-finalization/service"
import type { SettledOrder } from "../../modules/order-finalization/service"
import type {
  OrderFinalizationStatusValue,
  TrackedOrder,
} from "../../modules/order-finalization/types"
import { gatherEvidence } from "./gather-evidence"

/**
 * Settles an order from evidence that is gathered afresh, its gates included. The record
 * of an order that has none is opened.
 */
export async function settleFromEvidence(
  container: MedusaContainer,
  order: TrackedOrder & { status?: OrderFinalizationStatusValue },
  gatherRun: () => Promise<RunEvidence>
): Promise<SettledOrder & { evidence: Evidence }> {
  const service = container.resolve<OrderFinalizationModuleService>(
    ORDER_FINALIZATION_MODULE
  )
  const { order_id, status = "pending" } = order
  const gather = async (hold_reason: string | null): Promise<Evidence> => ({
    ...(await gatherEvidence(container, order_id, gatherRun)),
    hold_reason,
  })
  let evidence = await gather(null)
  const { finalizeOn } = service.options
  if (
    hasFinalizationGates() &&
    isReadyForGates(evidence, { status }, finalizeOn)
  ) {
    // A gate may take its time: what was true before it may not be true any more.
    evidence = await gather(await askFinalizationGates({ order_id, container }))
  }
  const settled = await service.settleOrder(order, evidence)
  return { ...settled, evidence }
}
