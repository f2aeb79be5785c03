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
  const evidence = await gatherEvidence(container, order_id, gatherRun)
  const { finalizeOn } = service.options
  const isAsked =
    hasFinalizationGates() && isReadyForGates(evidence, { status }, finalizeOn)
  const hold_reason = isAsked
    ? await askFinalizationGates({ order_id, container })
    : null
  const settled = await service.settleOrder(order, { ...evidence, hold_reason })
  return { ...settled, evidence }
}
