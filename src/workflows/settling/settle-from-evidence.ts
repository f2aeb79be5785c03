import type { MedusaContainer } from "@medusajs/framework/types"
import { askFinalizationGates, hasFinalizationGates } from "../../gates"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import {
  isReadyForGates,
  toCancel,
  type RunEvidence,
} from "../../modules/order-finalization/decide"
import type { SettledOrder } from "../../modules/order-finalization/service"
import type {
  OrderFinalizationStatusValue,
  TrackedOrder,
} from "../../modules/order-finalization/types"
import { cancelOrder } from "./cancel-order"
import { gatherEvidence } from "../evidence/gather-evidence"

/** What the gates have said of an order: `null` if all of them let it pass. */
export type GateAnswer = { hold_reason: string | null }

/**
 * Settles an order from evidence that is gathered afresh, its gates included, and cancels
 * it if that is the decision. The record of an order that has none is opened.
 *
 * @param answer - If the gates were asked a moment ago: they are not asked again.
 */
export async function settleFromEvidence(
  container: MedusaContainer,
  order: TrackedOrder & { status?: OrderFinalizationStatusValue },
  gatherRun: () => Promise<RunEvidence>,
  answer?: GateAnswer
): Promise<SettledOrder> {
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  const gather = async () =>
    await gatherEvidence(container, order.order_id, gatherRun)
  const settle = async () =>
    await service.settleOrder(
      order,
      await withGates(container, order, gather, answer)
    )

  const settled = await settle()
  if (!toCancel(settled)) {
    return settled
  }
  return (await cancelOrder(container, order, gather)) ?? (await settle())
}

/** A gate may take its time: what was true before it may not be true any more. */
async function withGates(
  container: MedusaContainer,
  {
    order_id,
    status = "pending",
  }: Pick<TrackedOrder, "order_id"> & { status?: OrderFinalizationStatusValue },
  gather: () => ReturnType<typeof gatherEvidence>,
  answer?: GateAnswer
) {
  const { options } = container.resolve(ORDER_FINALIZATION_MODULE)
  const evidence = await gather()
  if (
    !hasFinalizationGates() ||
    !isReadyForGates(evidence, status, options.finalizeOn)
  ) {
    return evidence
  }
  if (answer) {
    return { ...evidence, ...answer }
  }
  const hold_reason = await askFinalizationGates({ order_id, container })
  return { ...(await gather()), hold_reason }
}
