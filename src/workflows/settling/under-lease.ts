import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ORDER_FINALIZATION_MODULE } from "../../modules/order-finalization"
import { EXTEND_CHECK_EVERY_MS } from "../../modules/order-finalization/timing"
import type { ClaimedRecord } from "../../modules/order-finalization/types"

/**
 * Works on a record that was claimed, as long as it is claimed: the claim is checked
 * before, in case that the process was held up since, and extended meanwhile, as a gate
 * may take its time. `null` if the record is somebody else's by now.
 */
export async function underLease<Result>(
  container: MedusaContainer,
  { order_id, fence: claimed }: ClaimedRecord,
  work: () => Promise<Result>
): Promise<Result | null> {
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  let fence = await service.extendCheck(order_id, claimed)
  if (fence === null) {
    return null
  }

  // One after the other: each extension goes by what the one before it has written.
  let extending = Promise.resolve()
  const extend = async () => {
    if (fence === null) {
      return
    }
    fence = await service.extendCheck(order_id, fence)
    if (fence === null) {
      container
        .resolve(ContainerRegistrationKeys.LOGGER)
        .warn(
          `medusa-plugin-order-finalized: lost the lease on order ${order_id} while it was reconciled: another instance reconciles it, too`
        )
    }
  }
  const timer = setInterval(() => {
    // The lease of work that cannot extend it runs out.
    extending = extending.then(extend).catch(() => {})
  }, EXTEND_CHECK_EVERY_MS).unref()
  try {
    return await work()
  } finally {
    clearInterval(timer)
    await extending
    if (fence !== null) {
      await service.releaseCheck(order_id, fence)
    }
  }
}
