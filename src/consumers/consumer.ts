import type { MedusaContainer } from "@medusajs/framework/types"
import type { ClaimedReceipt } from "../modules/order-finalization/receipt-types"
import type { OrderFinalizationEventName } from "../modules/order-finalization/types"

/**
 * Writes how a run ended. `no_next` spares the question whether an event of the order waits
 * behind it.
 */
export type NoteEnding = () => Promise<"no_next" | void>

/** Whoever has events handled, each once: a consumer of `processOnce`, or a webhook. */
export type Consumer = {
  name: string
  /** How many of its handlers run at once in a process, whoever delivers. */
  maxRuns: number
  /** The events that it wants. */
  listEventNames(container: MedusaContainer): OrderFinalizationEventName[]
  /** Claims what is due, the longest due first. */
  claimDue(container: MedusaContainer, limit: number): Promise<ClaimedReceipt[]>
  /**
   * Handles one event. Whatever goes wrong is told by what it gives back, which is called
   * unless another instance has the event by then.
   *
   * @param giveUpPlace - Has the consumer's next event handled before that is noted.
   */
  handle(
    container: MedusaContainer,
    receipt: ClaimedReceipt,
    giveUpPlace: () => void
  ): Promise<NoteEnding>
}
