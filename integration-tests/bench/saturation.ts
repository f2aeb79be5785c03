import type { ApiResponse } from "../helpers/backend/api"
import {
  type SpawnedBackend,
  spawnBackend,
} from "../helpers/backend/spawn-backend"
import { createDatabase, withClient } from "../helpers/services/databases"
import { completeCart, createCart } from "../helpers/shop/checkout"
import { createJournal, type Journal } from "../helpers/watch/journal"
import { waitFor } from "../helpers/watch/wait-for"
import { copyCart } from "../helpers/shop/cart-copies"
import type { Side } from "./extension-switch"
import type { Part, PartOptions } from "./parts"
import { median, medianInterval, quantile } from "./statistics"

/** Customers who buy all the time, the next as soon as one has an answer. */
const AT_ONCE = 15
/** What each side sells in a round. */
const ORDERS = 150
const INSTANCES = 2

type SideFigures = {
  per_s: number
  p95_ms: number
  /** What the plugin had still to do when the last customer had an answer. */
  left_open: number
}

export type SaturationFigures = Record<Side, SideFigures> & {
  rounds: number
  /** The median of the rounds' ratios, and where it lies with 95 % confidence. */
  per_s_ratio: number
  per_s_ratio_interval: [number, number]
  p95_ratio: number
  /** Completions that core refused, as it does when many take of one stock at once. */
  refused: Record<Side, number>
}

/** Two instances of a shop on Redis, and the carts that are bought in it. */
type BusyShop = { instances: SpawnedBackend[]; carts: string[]; url: string }

/**
 * What a shop sells at its limit: customers without end at two instances on Redis, with a
 * gate and a consumer, and at two that have core's complete-cart alone. The sides take turns,
 * each on a database of its own.
 */
export const run: Part<"saturation"> = async (options, progress) => {
  const rounds = options.count
  const journal = createJournal()
  const shops = {} as Record<Side, BusyShop>
  try {
    for (const side of ["with", "without"] as const) {
      progress(`saturation: two instances ${side} the plugin`)
      const carts = (rounds + 1) * ORDERS
      shops[side] = await openBusyShop(options, journal, side, carts)
    }
    const measured: Record<Side, SideFigures[]> = { with: [], without: [] }
    const refused: Record<Side, number> = { with: 0, without: 0 }
    for (let round = 0; round <= rounds; round++) {
      progress(`saturation: ${round} of ${rounds} rounds`)
      const sides: Side[] = ["with", "without"]
      for (const side of round % 2 ? sides : sides.reverse()) {
        const { figures, refusals } = await sell(shops[side])
        // The first of each warms up.
        if (round) {
          measured[side].push(figures)
          refused[side] += refusals
        }
      }
    }
    const ratios = (figure: keyof SideFigures) =>
      measured.with.map(
        (figures, round) => figures[figure] / measured.without[round]![figure]
      )
    const summarize = (side: Side): SideFigures => ({
      per_s: median(measured[side].map(({ per_s }) => per_s)),
      p95_ms: median(measured[side].map(({ p95_ms }) => p95_ms)),
      left_open: median(measured[side].map(({ left_open }) => left_open)),
    })
    return {
      rounds,
      with: summarize("with"),
      without: summarize("without"),
      per_s_ratio: median(ratios("per_s")),
      per_s_ratio_interval: medianInterval(ratios("per_s")),
      p95_ratio: median(ratios("p95_ms")),
      refused,
    }
  } finally {
    const instances = Object.values(shops).flatMap((shop) => shop.instances)
    await Promise.all(instances.map((instance) => instance.kill()))
    journal.remove()
  }
}

const openBusyShop = async (
  { databaseUrl, redisUrl, redisPrefix }: PartOptions,
  journal: Journal,
  side: Side,
  cartCount: number
): Promise<BusyShop> => {
  const url = await copyDatabase(databaseUrl, side)
  const instances: SpawnedBackend[] = []
  for (let i = 0; i < INSTANCES; i++) {
    instances.push(
      await spawnBackend({
        journal,
        databaseUrl: url,
        redisUrl,
        redisPrefix: `${redisPrefix}:${side}`,
        isCoreAlone: side === "without",
        isWatched: false,
        hasGate: true,
        consumers: ["erp"],
        // Or the audit would open the records of orders that were made without the plugin.
        pluginOptions: { reconcileAfter: "1d" },
      })
    )
  }
  const { cart_id } = await createCart(instances[0]!)
  return { instances, carts: await copyCart(url, cart_id, cartCount), url }
}

/** Beside the part's own, which nobody is connected to yet. */
const copyDatabase = async (databaseUrl: string, side: Side) => {
  const at = databaseUrl.lastIndexOf("/")
  const name = databaseUrl.slice(at + 1)
  const server = databaseUrl.slice(0, at)
  return await createDatabase(server, `${name}_${side}`, name)
}

/** Has the customers of a round buy; resolves when all is done that their orders ask for. */
const sell = async ({ instances, carts, url }: BusyShop) => {
  const left = carts.splice(0, ORDERS)
  const times: number[] = []
  let refusals = 0
  let visits = 0
  const shopAround = async () => {
    for (let cart = left.pop(); cart; cart = left.pop()) {
      const instance = instances[visits++ % instances.length]!
      const start = performance.now()
      const { status }: ApiResponse = await completeCart(instance, cart)
      if (status === 200) {
        times.push(performance.now() - start)
      } else {
        refusals++
      }
    }
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: AT_ONCE }, shopAround))
  const seconds = (performance.now() - start) / 1_000
  const left_open = await countOpen(url)
  await waitFor(async () => (await countOpen(url)) === 0, {
    timeout: 60_000,
    message: "every event to be delivered",
  })
  const per_s = times.length / seconds
  const p95_ms = quantile(times, 0.95)
  return { figures: { per_s, p95_ms, left_open }, refusals }
}

/** Orders, events and receipts that are not done. */
const countOpen = async (url: string): Promise<number> =>
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ open: number }>(
      `select (select count(*)::int from order_finalization
               where status in ('pending', 'on_hold'))
            + (select count(*)::int from order_finalization_event
               where published_at is null)
            + (select count(*)::int from order_finalization_receipt
               where status <> 'done') as open`
    )
    return rows[0]!.open
  })
