import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { isStopping } from "../utils/background-work"
import { ORDER_FINALIZATION_MODULE } from "../modules/order-finalization"
import { describeError } from "../modules/order-finalization/public-message"
import type { ClaimedReceipt } from "../modules/order-finalization/receipt-types"
import type OrderFinalizationModuleService from "../modules/order-finalization/service"
import { logAggregated } from "../utils/aggregated-log"
import type { Consumer } from "./consumer"
import type { Place } from "./runs"
import { EXTEND_RECEIPT_EVERY_MS } from "../modules/order-finalization/timing"

export type HandlerRun = {
  ended: Promise<void>
  /** Lets another instance have the event; how this run ends counts no more. */
  giveBack: () => Promise<void>
}

/** What is running of an order's events: one at a time. */
type Current = { receipt: ClaimedReceipt | null; isGivenBack: boolean }

/**
 * Has a consumer handle an event that was claimed for it, and then the order's events that
 * had to wait for this one. If the receipt cannot be written, its lease runs out and the
 * event is redelivered.
 */
export function runHandler(
  container: MedusaContainer,
  consumer: Consumer,
  claimed: ClaimedReceipt,
  place: Place
): HandlerRun {
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  const current: Current = { receipt: claimed, isGivenBack: false }
  return {
    ended: runAll(container, service, consumer, current, place),
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
  current: Current,
  place: Place
): Promise<void> {
  try {
    while (current.receipt) {
      const ending = await runOnce(container, service, consumer, current, place)
      current.receipt =
        isStopping() || ending === "no_next" || !place.goOn()
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
  current: Current,
  place: Place
): Promise<"no_next" | void> {
  const receipt = current.receipt!
  const timer = setInterval(() => {
    // A lease that cannot be extended runs out, and the event is redelivered.
    service.extendReceipt(receipt).catch(() => {})
  }, EXTEND_RECEIPT_EVERY_MS).unref()
  try {
    const noteEnding = await consumer.handle(container, receipt, place.giveUp)
    if (!current.isGivenBack) {
      return await noteEnding()
    }
  } finally {
    clearInterval(timer)
  }
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
    consumer.listEventNames(container)
  )
  return "refused" in claim ? null : claim
}
