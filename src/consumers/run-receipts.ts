import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { isStopping, track } from "../utils/background-work"
import { logAggregated } from "../utils/aggregated-log"
import { ORDER_FINALIZATION_MODULE } from "../modules/order-finalization"
import { describeError } from "../modules/order-finalization/public-message"
import type { ClaimedReceipt } from "../modules/order-finalization/receipt-types"
import type { Consumer } from "./consumer"
import { runHandler } from "./run-handler"
import { runsOf, toPlace, type Place, type Runs } from "./runs"

/** Deliveries in one statement that find no handler free. */
const LEAVE_AT_ONCE = 500
/** Of these only the ids are kept; those beyond are due by themselves, a little later. */
const MAX_LEFT = 10_000

/**
 * Takes a delivery: runs the handler if one is free, and leaves the event in its receipt
 * otherwise. Gives why the event was refused, or `null`.
 */
export async function takeDelivery(
  container: MedusaContainer,
  consumer: Consumer,
  eventId: string
): Promise<"unknown_event" | null> {
  const runs = runsOf(consumer)
  if (isStopping()) {
    return null
  }
  if (runs.taken >= consumer.maxRuns) {
    await leave(container, consumer, runs, eventId)
    return null
  }
  const service = toService(container)
  const names = consumer.listEventNames(container)
  runs.taken++
  const place = toPlace(consumer, runs, () => startDrain(container, consumer))
  try {
    const claim = await service.claimReceipt(eventId, consumer.name, names)
    if (!("refused" in claim)) {
      await run(container, consumer, claim, place)
    } else if (claim.refused === "unknown_event") {
      return claim.refused
    }
    return null
  } finally {
    place.end()
  }
}

/** Runs what is due of a consumer, as far as handlers are free. */
export async function drainReceipts(
  container: MedusaContainer,
  consumer: Consumer
): Promise<void> {
  const runs = runsOf(consumer)
  runs.mayHaveMore = true
  if (runs.isDraining) {
    return
  }
  runs.isDraining = true
  try {
    while (runs.mayHaveMore && runs.taken < consumer.maxRuns && !isStopping()) {
      const wanted = consumer.maxRuns - runs.taken
      runs.taken += wanted
      // What becomes due from here on is asked for again.
      runs.mayHaveMore = false
      let receipts: ClaimedReceipt[] = []
      try {
        receipts = await consumer.claimDue(container, wanted)
      } finally {
        runs.taken -= wanted - receipts.length
      }
      runs.mayHaveMore ||= receipts.length === wanted
      for (const receipt of receipts) {
        const place = toPlace(consumer, runs, () =>
          startDrain(container, consumer)
        )
        void run(container, consumer, receipt, place).finally(place.end)
      }
    }
  } finally {
    runs.isDraining = false
  }
}

/** In the background; what goes wrong is tried again by the clockwork. */
export function startDrain(
  container: MedusaContainer,
  consumer: Consumer
): void {
  void track(
    drainReceipts(container, consumer).catch((error: unknown) => {
      const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logAggregated({
        log: (line) => logger.error(line),
        key: `consumer:${consumer.name}:due`,
        what: `consumer "${consumer.name}" could not have its due receipts run`,
        detail: `now, they will be run later: ${describeError(error)}`,
      })
    })
  )
}

/** Has an event wait as due in its receipt; many of them in one statement. */
async function leave(
  container: MedusaContainer,
  consumer: Consumer,
  runs: Runs,
  eventId: string
): Promise<void> {
  if (runs.left.size < MAX_LEFT) {
    runs.left.add(eventId)
  }
  if (runs.isLeaving) {
    return
  }
  runs.isLeaving = true
  try {
    const names = consumer.listEventNames(container)
    while (runs.left.size) {
      const ids = [...runs.left].slice(0, LEAVE_AT_ONCE)
      ids.forEach((id) => runs.left.delete(id))
      await toService(container).leaveReceipts(consumer.name, ids, names)
    }
  } finally {
    runs.isLeaving = false
  }
  runs.mayHaveMore = true
  startDrain(container, consumer)
}

/** A shutdown tells the handler, waits for it, and then lets other instances have it. */
async function run(
  container: MedusaContainer,
  consumer: Consumer,
  receipt: ClaimedReceipt,
  place: Place
): Promise<void> {
  if (isStopping()) {
    await toService(container).giveBackReceipt(receipt)
    return
  }
  const handled = runHandler(container, consumer, receipt, place)
  await track(handled.ended, handled.giveBack)
}

const toService = (container: MedusaContainer) =>
  container.resolve(ORDER_FINALIZATION_MODULE)
