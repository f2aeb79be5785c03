import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import { describeError } from "../../modules/order-finalization/public-message"
import type { ClaimedRecord } from "../../modules/order-finalization/types"
import { isStopping } from "../../utils/background-work"
import { FAILED, lookAtOrder, safely } from "./look-at-order"
import { underLease } from "./under-lease"

/**
 * How many records are looked at at once. What is claimed is looked at at once, too: a
 * claim that had to wait for another's gates would lose its lease.
 */
const LANES = [
  { order: "oldest", at_once: 3 },
  // A backlog must not keep waiting what has only just become due.
  { order: "newest", at_once: 2 },
] as const
/** How many looks a run ends after, on each lane: the next run goes on with a backlog. */
const MAX_LOOKS = 100

export const MAX_LOOKS_OF_A_RUN = MAX_LOOKS * LANES.length

type Lane = (typeof LANES)[number]

/**
 * Looks at every order whose time has come, a few at once, from both ends of the queue.
 *
 * @param onLooked - Hears what each look came to.
 */
export async function reconcileDueOrders(
  container: MedusaContainer,
  onLooked: (status: string) => void
): Promise<void> {
  const lanes = LANES.map((lane) => runLane(container, lane, onLooked))
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
  onLooked: (status: string) => void
): Promise<void> {
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  const running = new Set<Promise<void>>()
  let left = MAX_LOOKS
  try {
    for (;;) {
      // A backend that shuts down leaves the others to the other instances.
      const free = isStopping() ? 0 : Math.min(at_once - running.size, left)
      const records =
        free > 0 ? await service.claimRecordsToCheck(free, order) : []
      left -= records.length
      for (const record of records) {
        const look = lookAt(container, record, onLooked)
        running.add(look)
        void look.finally(() => running.delete(look))
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

/** Never throws: a look that can be written nowhere is taken up when its lease is over. */
async function lookAt(
  container: MedusaContainer,
  record: ClaimedRecord,
  onLooked: (status: string) => void
): Promise<void> {
  try {
    const status = await underLease(container, record, () =>
      safely(container, record.order_id, () =>
        lookAtOrder(container, record.order_id)
      )
    )
    if (status !== null) {
      onLooked(status)
    }
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(
        `medusa-plugin-order-finalized: could not note what became of order ${record.order_id}, it will be looked at again: ${describeError(error)}`
      )
    onLooked(FAILED)
  }
}
