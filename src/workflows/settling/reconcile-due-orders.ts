import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import { describeError } from "../../modules/order-finalization/public-message"
import type { ClaimedRecord } from "../../modules/order-finalization/types"
import { isStopping } from "../../utils/background-work"
import { FAILED, reconcileOrOpen, safely } from "./reconcile-or-open"
import { underLease } from "./under-lease"

/**
 * How many records are reconciled at once. What is claimed is reconciled right away: a
 * claim that had to wait for another's gates would lose its lease.
 */
const LANES = [
  { order: "oldest", at_once: 3 },
  // A backlog must not keep waiting what has only just become due.
  { order: "newest", at_once: 2 },
] as const
/** How many orders a run ends after, on each lane: the next run goes on with a backlog. */
const MAX_OF_A_LANE = 100

export const MAX_OF_A_RUN = MAX_OF_A_LANE * LANES.length

type Lane = (typeof LANES)[number]

/**
 * Reconciles every order whose time has come, a few at once, from both ends of the queue.
 *
 * @param onReconciled - Hears what each came to.
 */
export async function reconcileDueOrders(
  container: MedusaContainer,
  onReconciled: (status: string) => void
): Promise<void> {
  const lanes = LANES.map((lane) => runLane(container, lane, onReconciled))
  // Not one of them is left behind running.
  const ends = await Promise.allSettled(lanes)
  const failed = ends.find((end) => end.status === "rejected")
  if (failed) {
    throw failed.reason
  }
}

async function runLane(
  container: MedusaContainer,
  { order, at_once }: Lane,
  onReconciled: (status: string) => void
): Promise<void> {
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  const running = new Set<Promise<void>>()
  let left = MAX_OF_A_LANE
  try {
    for (;;) {
      // A backend that shuts down leaves the others to the other instances.
      const free = isStopping() ? 0 : Math.min(at_once - running.size, left)
      const records =
        free > 0 ? await service.claimRecordsToCheck(free, order) : []
      left -= records.length
      for (const record of records) {
        const one = reconcileOne(container, record, onReconciled)
        running.add(one)
        void one.finally(() => running.delete(one))
      }
      if (!running.size) {
        return
      }
      await Promise.race(running)
    }
  } finally {
    await Promise.all(running)
  }
}

/** Never throws: what can be written nowhere is taken up when its lease is over. */
async function reconcileOne(
  container: MedusaContainer,
  record: ClaimedRecord,
  onReconciled: (status: string) => void
): Promise<void> {
  try {
    const status = await underLease(container, record, () =>
      safely(container, record.order_id, () =>
        reconcileOrOpen(container, record.order_id)
      )
    )
    if (status !== null) {
      onReconciled(status)
    }
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(
        `medusa-plugin-order-finalized: could not note what became of order ${record.order_id}, it will be reconciled again: ${describeError(error)}`
      )
    onReconciled(FAILED)
  }
}
