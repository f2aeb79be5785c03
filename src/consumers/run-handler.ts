import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { getStopSignal, isStopping } from "../utils/background-work"
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
import type { Consumer, OrderEventMessage } from "./registry"
import { listEventNames } from "./registry"
import { EXTEND_RECEIPT_EVERY_MS } from "../modules/order-finalization/timing"

export type HandlerRun = {
  ended: Promise<void>
  /** Lets another instance have the event; how this run ends counts no more. */
  giveBack: () => Promise<void>
}

/** What is running of an order's events: one at a time. */
type Current = { receipt: ClaimedReceipt | null; isGivenBack: boolean }

/**
 * Runs a consumer's handler with an event that was claimed for it, and then with the
 * order's events that had to wait for this one. An error is kept on the receipt, which is
 * due again later, and goes no further: the event bus must not try again on its own. If the
 * receipt cannot be written, its lease runs out and the event is redelivered.
 */
export function runHandler(
  container: MedusaContainer,
  consumer: Consumer,
  claimed: ClaimedReceipt
): HandlerRun {
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  const current: Current = { receipt: claimed, isGivenBack: false }
  return {
    ended: runAll(container, service, consumer, current),
    giveBack: async () => {
      current.isGivenBack = true
      if (current.receipt) {
        await service.giveBackReceipt(current.receipt)
      }
    },
  }
}

async function runAll(
  container: MedusaContainer,
  service: OrderFinalizationModuleService,
  consumer: Consumer,
  current: Current
): Promise<void> {
  try {
    while (current.receipt) {
      await runOnce(container, service, consumer, current)
      current.receipt = isStopping()
        ? null
        : await claimNext(container, service, consumer, current.receipt)
    }
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logAggregated({
      log: (line) => logger.error(line),
      key: `consumer:${consumer.name}:receipt`,
      what: `consumer "${consumer.name}" could not have its receipt written`,
      detail: `for event ${current.receipt?.id}, which will be redelivered: ${describeError(error)}`,
    })
  }
}

async function runOnce(
  container: MedusaContainer,
  service: OrderFinalizationModuleService,
  consumer: Consumer,
  current: Current
): Promise<void> {
  const receipt = current.receipt!
  const timer = setInterval(() => {
    // A lease that cannot be extended runs out, and the event is redelivered.
    service.extendReceipt(receipt).catch(() => {})
  }, EXTEND_RECEIPT_EVERY_MS).unref()
  const write = async (noted: () => Promise<unknown>) => {
    if (!current.isGivenBack) {
      await noted()
    }
  }
  try {
    const { name, data } = receipt
    await consumer.handler({
      event: { name, data } as OrderEventMessage,
      container,
      signal: getStopSignal(),
    })
    await write(() => service.finishReceipt(receipt))
  } catch (error) {
    await write(() =>
      isStopping()
        ? service.giveBackReceipt(receipt)
        : noteFailure(container, service, receipt, error)
    )
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
    what: `consumer "${receipt.consumer}" failed${isDead ? " for the last time" : ""}`,
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
