import type { MedusaContainer } from "@medusajs/framework/types"
import { askFinalizationGates, hasFinalizationGates } from "../../gates"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import { MAX_STAGED_MS } from "../../modules/order-finalization/timing"
import type {
  OutboxEvent,
  RecordState,
  TrackedOrder,
} from "../../modules/order-finalization/types"
import { isAsStaged } from "../evidence/is-as-staged"
import { settleFromEvidence, type GateAnswer } from "./settle-from-evidence"

/**
 * Settles an order whose outermost run has ended well. What the run's last step staged is
 * made good as it stands, if its gates let it pass. Only if nothing is staged, or that was a
 * while ago, a gate holds, the order has changed since, or a payment that was deferred may
 * have come meanwhile, is the evidence gathered.
 *
 * @returns Events that were claimed along with settling: the caller publishes them.
 */
export async function settleFinishedOrder(
  container: MedusaContainer,
  order: TrackedOrder
): Promise<OutboxEvent[]> {
  const { order_id } = order
  const asked = await askAsStaged(container, order_id)
  if (asked.mayStand) {
    const event = await container
      .resolve(ORDER_FINALIZATION_MODULE)
      .settleStaged(order_id)
    if (event) {
      return [event]
    }
  }
  await settleFromEvidence(
    container,
    order,
    async () => ({ state: "finished" }),
    asked.answer
  )
  return []
}

/** Asks the gates about an order that is staged; they are not asked again then. */
async function askAsStaged(
  container: MedusaContainer,
  orderId: string
): Promise<{ mayStand: boolean; answer?: GateAnswer }> {
  if (!hasFinalizationGates()) {
    return { mayStand: true }
  }
  const record = await container
    .resolve(ORDER_FINALIZATION_MODULE)
    .readRecordState(orderId)
  if (!isStagedJustNow(record)) {
    return { mayStand: false }
  }
  const hold_reason = await askFinalizationGates({
    order_id: orderId,
    container,
  })
  // A gate may take its time: what was true before it may not be true any more.
  const mayStand =
    hold_reason === null && (await isAsStaged(container, orderId))
  return { mayStand, answer: { hold_reason } }
}

/** Whether an order is ready for its gates, by what was staged. */
const isStagedJustNow = (record: RecordState | null): boolean =>
  record !== null &&
  record.status === "pending" &&
  record.staged_status === "finalized" &&
  record.noticed_session_ids === null &&
  record.age_ms < MAX_STAGED_MS
