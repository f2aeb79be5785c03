import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../modules/order-finalization"
import {
  describeError,
  toPublicMessage,
} from "../modules/order-finalization/public-message"
import type {
  ClaimedReceipt,
  FailedReceipt,
} from "../modules/order-finalization/receipt-types"
import type OrderFinalizationModuleService from "../modules/order-finalization/service"
import { logAggregated } from "../utils/aggregated-log"
import type { Consumer, OrderEventMessage } from "./consumers"
import { listEventNames } from "./consumers"

/** A third of the lease, so that one prolongation may fail. */
const PROLONG_EVERY_MS = 10_000

/**
 * Runs a consumer's handler with an event that was claimed for it, and then with the
 * order's events that had to wait for this one. An error is kept on the receipt, which is
 * due again later, and goes no further: the event bus must not try again on its own. If the
 * receipt cannot be written, its lease runs out and the event is handed out again.
 */
export async function runHandler(
  container: MedusaContainer,
  consumer: Consumer,
  claimed: ClaimedReceipt
): Promise<void> {
  const service = container.resolve<OrderFinalizationModuleService>(
    ORDER_FINALIZATION_MODULE
  )
  let receipt: ClaimedReceipt | null = claimed
  try {
    while (receipt) {
      await runOnce(container, service, consumer, receipt)
      receipt = await claimNext(container, service, consumer, receipt)
    }
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logAggregated({
      log: (line) => logger.error(line),
      key: `consumer:${consumer.name}:receipt`,
      what: `consumer "${consumer.name}" could not have its receipt written`,
      detail: `for event ${receipt?.id}, which will be handed out again: ${describeError(error)}`,
    })
  }
}

async function runOnce(
  container: MedusaContainer,
  service: OrderFinalizationModuleService,
  consumer: Consumer,
  receipt: ClaimedReceipt
): Promise<void> {
  const timer = setInterval(() => {
    // A lease that cannot be prolonged runs out, and the event is handed out again.
    service.prolongReceipt(receipt).catch(() => {})
  }, PROLONG_EVERY_MS).unref()
  try {
    const { name, data } = receipt
    await consumer.handler({
      event: { name, data } as OrderEventMessage,
      container,
    })
    await service.finishReceipt(receipt)
  } catch (error) {
    await noteFailure(container, service, receipt, error)
  } finally {
    clearInterval(timer)
  }
}

async function noteFailure(
  container: MedusaContainer,
  service: OrderFinalizationModuleService,
  receipt: ClaimedReceipt,
  error: unknown
): Promise<void> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const failed = await service.failReceipt(receipt, toPublicMessage(error))
  // The last attempt is counted apart: it must not drown among those that go on.
  const isDead = failed?.next_attempt_at === null
  logAggregated({
    log: (line) => logger.error(line),
    key: `consumer:${receipt.consumer}${isDead ? ":dead-letter" : ""}`,
    what: `consumer "${receipt.consumer}" failed${isDead ? " for good" : ""}`,
    detail: `on event ${receipt.id} in attempt ${receipt.attempts}, ${describeNext(failed)}: ${describeError(error)}`,
  })
}

function describeNext(failed: FailedReceipt | null): string {
  if (!failed) {
    return "and had lost its lease to another run"
  }
  return failed.next_attempt_at
    ? "it will be tried again"
    : "that was the last attempt: POST /admin/order-event-receipts/retry tries again"
}

async function claimNext(
  container: MedusaContainer,
  service: OrderFinalizationModuleService,
  consumer: Consumer,
  receipt: ClaimedReceipt
): Promise<ClaimedReceipt | null> {
  const next = await service.findNextReceipt(receipt)
  if (!next) {
    return null
  }
  const claim = await service.claimReceipt(
    next.event_id,
    consumer.name,
    listEventNames(container, consumer.name)
  )
  return "refused" in claim ? null : claim
}
