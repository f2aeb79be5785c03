import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import type {
  Evidence,
  RunEvidence,
} from "../../modules/order-finalization/decide"
import { askProvider } from "./ask-provider"
import { gatherOrderEvidence } from "./gather-order-evidence"

/** Gathers all that is true of an order, afresh; its gates are not asked. */
export async function gatherEvidence(
  container: MedusaContainer,
  orderId: string,
  gatherRun: () => Promise<RunEvidence>
): Promise<Evidence> {
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  // The run first: what it had done when it ended is then in what is read after it.
  const run = await gatherRun()
  const record = await service.readRecordState(orderId)
  const isOverdue =
    record !== null &&
    record.age_ms >= (service.options.awaitingPaymentTimeout ?? Infinity)
  const { order, payment } = await gatherOrderEvidence(
    container,
    orderId,
    (source) => askProvider(container, source, record, isOverdue)
  )
  return { order, payment, run, hold_reason: null }
}
