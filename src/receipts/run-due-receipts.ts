import {
  ContainerRegistrationKeys,
  promiseAll,
} from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../modules/order-finalization"
import { describeError } from "../modules/order-finalization/public-message"
import type OrderFinalizationModuleService from "../modules/order-finalization/service"
import { logAggregated } from "../utils/aggregated-log"
import { getConsumers, listEventNames, type Consumer } from "./consumers"
import { runHandler } from "./run-handler"
import { withPatience } from "./with-patience"

/**
 * How many handlers of a consumer run at once in a process. What is claimed runs at once,
 * too: a claim that waited for another handler would lose its lease, and run twice.
 */
const MAX_RUNS = 20
const runs = new Map<string, number>()
const warned = new Set<string>()

/**
 * Hands out what the event bus did not: deliveries that it lost, handlers that failed and
 * are due again, and handlers whose process died. Each consumer for itself.
 */
export async function runDueReceipts(
  container: MedusaContainer
): Promise<void> {
  const service = container.resolve<OrderFinalizationModuleService>(
    ORDER_FINALIZATION_MODULE
  )
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  for (const { event_id, consumer } of await service.failExhaustedReceipts()) {
    logAggregated({
      log: (line) => logger.error(line),
      key: `consumer:${consumer}:never-ended`,
      what: `consumer "${consumer}" never ended`,
      detail: `on event ${event_id}: POST /admin/order-event-receipts/retry tries again`,
    })
  }

  const consumers = getConsumers().filter((consumer) =>
    isListening(container, consumer)
  )
  const drained = promiseAll(
    consumers.map(async (consumer) => {
      try {
        await drain(container, service, consumer)
      } catch (error) {
        logger.error(
          `medusa-plugin-order-finalized: could not run the due receipts of consumer "${consumer.name}", they will be run later: ${describeError(error)}`
        )
      }
    })
  )
  await withPatience(drained)
}

async function drain(
  container: MedusaContainer,
  service: OrderFinalizationModuleService,
  consumer: Consumer
): Promise<void> {
  const count = (change: number) => {
    const now = (runs.get(consumer.name) ?? 0) + change
    runs.set(consumer.name, now)
    return now
  }
  for (;;) {
    const free = MAX_RUNS - count(0)
    const receipts =
      free > 0 ? await service.claimDueReceipts(consumer.name, free) : []
    if (!receipts.length) {
      return
    }
    count(receipts.length)
    await promiseAll(
      receipts.map(
        async (receipt) =>
          await runHandler(container, consumer, receipt).finally(() =>
            count(-1)
          )
      )
    )
  }
}

function isListening(container: MedusaContainer, { name }: Consumer): boolean {
  if (listEventNames(container, name).length) {
    return true
  }
  if (!warned.has(name)) {
    warned.add(name)
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(
        `medusa-plugin-order-finalized: consumer "${name}" of processOnce listens to no event that is known. Export it as a subscriber file's default, without a subscriberId of your own in its config.`
      )
  }
  return false
}
