import * as fs from "fs"
import { Modules } from "@medusajs/framework/utils"
import { addFinalizationGate } from "../../src"
import { createCart } from "../helpers/shop/checkout"
import { createJournal } from "../helpers/watch/journal"
import { spawnBackend } from "../helpers/backend/spawn-backend"
import { waitFor } from "../helpers/watch/wait-for"
import { copyCart } from "../helpers/shop/cart-copies"
import {
  keepCoreWorkflow,
  leaveUntrackedOrders,
  type Side,
} from "./extension-switch"
import type { Part, PartOptions } from "./parts"
import { openShop, type Shop } from "./shop"
import { quantile } from "./statistics"

/** Customers who buy at the same moment. */
const AT_ONCE = 15
const UNRELATED = "bench.unrelated"
const UNRELATED_EVERY_MS = 100
const SLOW_GATE_MS = 2_000
/** Of so many orders, the slow gate takes its time for one. */
const SLOW_OF = 5

type Delays = { p50: number; p95: number }

export type NeighboursFigures = {
  order_placed: Record<Side, Delays>
  unrelated: Record<Side, Delays>
  stop_ms: Record<Side, number>
}

/**
 * How late the shop's own subscribers hear `order.placed` and an event that has nothing to
 * do with orders, while many customers buy at once and gates take their time: with Redis,
 * whose bus hands an instance one event at a time. And how long the instance takes to end.
 */
export const run: Part<"neighbours"> = async (options, progress) => {
  const rounds = options.count
  let switchTo: ReturnType<typeof keepCoreWorkflow>
  const shop = await openShop(options, (rounds + 1) * 2 * AT_ONCE, () => {
    switchTo = keepCoreWorkflow()
  })
  addGates()
  const placed: Record<Side, number[]> = { with: [], without: [] }
  const unrelated: Record<Side, number[]> = { with: [], without: [] }
  try {
    leaveUntrackedOrders(shop.backend.container)
    const measure = createMeasure(shop)
    for (let round = 0; round <= rounds; round++) {
      progress(`neighbours: ${AT_ONCE} checkouts, ${round} of ${rounds} rounds`)
      const sides: Side[] = ["with", "without"]
      for (const side of round % 2 ? sides : sides.reverse()) {
        switchTo!(side)
        const heard = await measure(side)
        // The first of each warms up.
        if (round) {
          placed[side].push(...heard.placed)
          unrelated[side].push(...heard.unrelated)
        }
      }
    }
  } finally {
    await shop.close()
  }
  const toDelays = (sides: Record<Side, number[]>) => ({
    with: summarize(sides.with),
    without: summarize(sides.without),
  })
  return {
    order_placed: toDelays(placed),
    unrelated: toDelays(unrelated),
    stop_ms: {
      with: await measureStop(options, false, progress),
      without: await measureStop(options, true, progress),
    },
  }
}

const summarize = (delays: number[]): Delays => ({
  p50: quantile(delays, 0.5),
  p95: quantile(delays, 0.95),
})

const addGates = () => {
  addFinalizationGate("trivial", async () => ({
    pass: fs.existsSync(__filename) as true,
  }))
  let asked = 0
  addFinalizationGate("slow", async () => {
    if (asked++ % SLOW_OF === 0) {
      await new Promise((resolve) => setTimeout(resolve, SLOW_GATE_MS))
    }
    return { pass: true }
  })
}

/** Has the customers of a round buy, and gives how late each event was heard. */
const createMeasure = ({
  backend,
  carts,
  completeCart,
  untilSettled,
}: Shop) => {
  const bus = backend.container.resolve(Modules.EVENT_BUS)
  const heard = { placed: [] as number[], unrelated: [] as number[] }
  const hear = (name: string, delays: () => number[]) =>
    bus.subscribe(
      name,
      async ({ metadata }) => {
        const publishedAt = (metadata as unknown as { published_at: string })
          .published_at
        delays().push(Date.now() - new Date(publishedAt).getTime())
      },
      { subscriberId: `bench-neighbours-${name}` }
    )
  hear("order.placed", () => heard.placed)
  hear(UNRELATED, () => heard.unrelated)
  const left = carts.values()

  return async (side: Side) => {
    heard.placed = []
    heard.unrelated = []
    let emitted = 0
    const timer = setInterval(() => {
      emitted++
      void bus.emit({ name: UNRELATED, data: {} })
    }, UNRELATED_EVERY_MS)
    const buy = async () => await completeCart(left.next().value!)
    // Of many at once, core's own lock of the inventory may refuse some.
    const answers = await Promise.allSettled(
      Array.from({ length: AT_ONCE }, buy)
    )
    clearInterval(timer)
    const orders = answers.flatMap((answer) =>
      answer.status === "fulfilled" ? [answer.value] : []
    )
    await waitFor(
      () =>
        heard.placed.length >= orders.length &&
        heard.unrelated.length >= emitted,
      { timeout: 60_000, message: "every event to be heard" }
    )
    for (const order of orders) {
      await untilSettled(order, side === "with")
    }
    return { ...heard }
  }
}

/** From SIGTERM to the end of the process, right after a burst of checkouts. */
const measureStop = async (
  { databaseUrl, redisUrl, redisPrefix }: PartOptions,
  isCoreAlone: boolean,
  progress: (line: string) => void
): Promise<number> => {
  progress(`neighbours: stop ${isCoreAlone ? "without" : "with"} the plugin`)
  const journal = createJournal()
  const backend = await spawnBackend({
    journal,
    databaseUrl,
    redisUrl,
    redisPrefix: `${redisPrefix}:${isCoreAlone ? "without" : "with"}`,
    isCoreAlone,
    hasGate: true,
    isSilent: true,
  })
  try {
    const { cart_id } = await createCart(backend)
    const carts = await copyCart(databaseUrl, cart_id, AT_ONCE)
    await Promise.all(
      carts.map((id) =>
        backend.api.post(
          `/store/carts/${id}/complete`,
          {},
          backend.storeHeaders
        )
      )
    )
    return await backend.stop()
  } finally {
    await backend.kill()
    journal.remove()
  }
}
