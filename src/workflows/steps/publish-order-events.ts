import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import type { OutboxEvent } from "../../modules/order-finalization/types"
import { relay } from "../relay/relay"

export type PublishOrderEventsStepInput = {
  /** Events that the caller has claimed already; they go first. */
  claimed_events?: OutboxEvent[]
  /**
   * Publish what these orders are due. Without it: all that is due, which may take long.
   * Whoever waits for orders of its own must not wait for everybody's.
   */
  order_ids?: string[]
}

export const publishOrderEventsStepId = "publish-order-events-step"
/** Runs the relay. */
export const publishOrderEventsStep = createStep(
  publishOrderEventsStepId,
  async (
    { claimed_events = [], order_ids }: PublishOrderEventsStepInput,
    { container }
  ) => {
    const published = await relay(container, claimed_events, order_ids)
    return new StepResponse({ published })
  }
)
