import { Modules } from "@medusajs/framework/utils"
import { OrderFinalizationEvents } from "../../src"
import type { Part } from "./parts"
import { openShop } from "./shop"
import { quantile } from "./statistics"

const WARM_UP_ORDERS = 10

export type LatencyFigures = { p50: number; p99: number }

/** How long after `order.placed` a subscriber hears `order.finalized`. */
export const run: Part<"latency"> = async (options, progress) => {
  const bus = options.redisUrl ? "Redis" : "local"
  const shop = await openShop(options, WARM_UP_ORDERS + options.count)
  try {
    const heard = hearTimes(shop.backend.container)
    progress(`latency: ${options.count} orders on the ${bus} bus`)
    const delays: number[] = []
    for (const cart of shop.carts) {
      const orderId = await shop.completeCart(cart)
      await shop.untilSettled(orderId)
      delays.push(heard.finalized.get(orderId)! - heard.placed.get(orderId)!)
    }
    const measured = delays.slice(WARM_UP_ORDERS)
    return { p50: quantile(measured, 0.5), p99: quantile(measured, 0.99) }
  } finally {
    await shop.close()
  }
}

type Container = Awaited<ReturnType<typeof openShop>>["backend"]["container"]

/** By the monotonic clock, in fractions of a millisecond. */
const hearTimes = (container: Container) => {
  const bus = container.resolve(Modules.EVENT_BUS)
  const hear = (name: string) => {
    const times = new Map<string, number>()
    bus.subscribe(
      name,
      async ({ data }) => {
        times.set((data as { id: string }).id, performance.now())
      },
      { subscriberId: `bench-${name}` }
    )
    return times
  }
  return {
    placed: hear("order.placed"),
    finalized: hear(OrderFinalizationEvents.FINALIZED),
  }
}
