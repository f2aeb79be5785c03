import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import { gatherEvidence } from "../evidence/gather-evidence"

export type ReleaseOrderStepInput = {
  order_id: string
  /** The ID of the user, or of the API key, that releases the order. */
  released_by: string
  /**
   * Whether that person accepts what was paid although it falls short.
   *
   * @default false
   */
  accept_amount?: boolean
}

export const releaseOrderStepId = "release-order-step"
/** Ends a hold, a review or a wait as finalized. Nothing undoes it: the event may have left. */
export const releaseOrderStep = createStep(
  releaseOrderStepId,
  async (
    { order_id, released_by, accept_amount = false }: ReleaseOrderStepInput,
    { container }
  ) => {
    const service = container.resolve(ORDER_FINALIZATION_MODULE)
    const evidence = await gatherEvidence(container, order_id, async () => ({
      state: "finished",
    }))
    await service.releaseOrder(
      order_id,
      { released_by, accepts_amount: accept_amount },
      evidence
    )
    return new StepResponse({ order_id })
  }
)
