import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { ClaimedReceipt } from "../modules/order-finalization/receipt-types"
import { logAggregated } from "../utils/aggregated-log"

const NEXT = {
  again: "it will be tried again",
  held: "the webhook is tried again by itself, and the event waits",
  lost: "and had lost its lease to another run",
  never:
    "that was the last attempt: POST /admin/order-event-receipts/retry tries again",
}

/** Says that a consumer has not handled an event, and what becomes of that. */
export function logFailedRun(
  container: MedusaContainer,
  { consumer, id, attempts }: ClaimedReceipt,
  next: keyof typeof NEXT,
  error: string
): void {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const isDead = next === "never"
  logAggregated({
    log: (line) => logger.error(line),
    key: `consumer:${consumer}${isDead ? ":dead-letter" : ""}`,
    what: `consumer "${consumer}" failed${isDead ? " for the last time" : ""}`,
    detail: `on event ${id} in attempt ${attempts}, ${NEXT[next]}: ${error}`,
  })
}
