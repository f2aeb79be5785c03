import type { MedusaContainer } from "@medusajs/framework/types"
import type {
  Evidence,
  RunEvidence,
} from "../../modules/order-finalization/decide"
import { gatherOrderEvidence } from "./gather-order-evidence"

/** Gathers what core says of an order, afresh; its gates are not asked. */
export async function gatherEvidence(
  container: MedusaContainer,
  orderId: string,
  gatherRun: () => Promise<RunEvidence>
): Promise<Evidence> {
  // The run first: what it had done when it ended is then in what is read after it.
  const run = await gatherRun()
  const { order, payment } = await gatherOrderEvidence(container, orderId)
  return { order, payment, run, hold_reason: null }
}
