import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../modules/order-finalization"
import {
  describeError,
  toPublicMessage,
} from "../modules/order-finalization/public-message"
import type { ClaimedReceipt } from "../modules/order-finalization/receipt-types"
import {
  FIRST_BACK_OFF_MS,
  MAX_RECEIPT_ATTEMPTS,
  MAX_RECEIPT_BACK_OFF_MS,
} from "../modules/order-finalization/timing"
import { getStopSignal, isStopping } from "../utils/background-work"
import type { NoteEnding } from "./consumer"
import { logFailedRun } from "./log-failed-run"
import type { OrderEventMessage, ProcessOnceHandler } from "./registry"

/**
 * Runs a handler of `processOnce`. Its error is kept on the receipt, which is due again
 * later, and goes no further: the event bus must not try again on its own.
 */
export async function handleOnce(
  handler: ProcessOnceHandler,
  container: MedusaContainer,
  receipt: ClaimedReceipt
): Promise<NoteEnding> {
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  const { name, data } = receipt
  try {
    await handler({
      event: { name, data } as OrderEventMessage,
      container,
      signal: getStopSignal(),
    })
  } catch (error) {
    return isStopping()
      ? async () => await service.giveBackReceipt(receipt)
      : async () => await noteFailure(container, receipt, error)
  }
  return async () => await service.finishReceipt(receipt)
}

async function noteFailure(
  container: MedusaContainer,
  receipt: ClaimedReceipt,
  error: unknown
): Promise<void> {
  const failed = await container
    .resolve(ORDER_FINALIZATION_MODULE)
    .failReceipt(
      receipt,
      toPublicMessage(error),
      retryAfterMs(receipt.attempts)
    )
  const next = !failed ? "lost" : failed.next_attempt_at ? "again" : "never"
  logFailedRun(container, receipt, next, describeError(error))
}

/** Each time twice as long. */
function retryAfterMs(attempts: number): number | null {
  return attempts < MAX_RECEIPT_ATTEMPTS
    ? Math.min(FIRST_BACK_OFF_MS * 2 ** (attempts - 1), MAX_RECEIPT_BACK_OFF_MS)
    : null
}
