import { promiseAll } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type {
  Evidence,
  RunEvidence,
} from "../../modules/order-finalization/decide"
import { gatherOrderEvidence } from "./gather-order-evidence"

/** Gathers everything that `decide` wants to know of an order, afresh. */
export async function gatherEvidence(
  container: MedusaContainer,
  orderId: string,
  gatherRun: () => Promise<RunEvidence>
): Promise<Evidence> {
  // The run first: what it had done when it ended is then in what is read after it.
  const run = await gatherRun()
  const [order] = await promiseAll([gatherOrderEvidence(container, orderId)])
  return { ...order, run, hold_reason: null }
}
