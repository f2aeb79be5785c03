import { DistributedTransaction } from "@medusajs/framework/orchestration"
import { completeCartWorkflowId } from "@medusajs/medusa/core-flows"
import { ORDER_FINALIZATION_MODULE } from "../../src/modules/order-finalization"
import { countDurableCommits, prepareCommitCount } from "./durable-commits"
import { holdEvents } from "./event-hold"
import {
  getSide,
  keepCoreWorkflow,
  keepSettling,
  leaveUntrackedOrders,
  type Side,
} from "./extension-switch"
import type { Part } from "./parts"
import { openShop, type Shop } from "./shop"
import { median, medianInterval } from "./statistics"

const WARM_UP_PAIRS = 15
const COUNTED_PAIRS = 21
/** Longer than what a checkout has still to do when its event is released. */
const LATER_MS = 60

export type CompleteCartFigures = {
  pairs: number
  median_ms_without: number
  median_ms_with: number
  /** The median of the pairs' differences, as a share of the median without. */
  added_ratio: number
  /** The median of the pairs' differences, and where it lies with 95 % confidence. */
  added_ms: number
  added_ms_interval: [number, number]
  added_commits: number
  /** Of which the plugin's two writes took, at the median; and a bare commit beside them. */
  track_ms: number
  stage_ms: number
  commit_ms: number
  /** What the engine takes for all its saves of a run of core's own workflow. */
  core_saves_ms: number
  /** How much longer it takes: once more, and at each save what a step more adds to the run. */
  saves_ms: number
  saves_ms_interval: [number, number]
  /** Of what is added: settling and publishing, while the call has not come to its end. */
  settle_ms: number
  settle_ms_interval: [number, number]
}

type Measure = (complete: () => Promise<string>) => Promise<number>

/** What the plugin adds to a complete-cart call, in time and in durable commits. */
export const run: Part<"complete-cart"> = async (options, progress) => {
  const pairs = options.count
  const total = WARM_UP_PAIRS + COUNTED_PAIRS + pairs
  let switchTo: ReturnType<typeof keepCoreWorkflow>
  const shop = await openShop(options, (total + pairs) * 2, () => {
    switchTo = keepCoreWorkflow()
  })
  try {
    const { container } = shop.backend
    leaveUntrackedOrders(container)
    const carts = shop.carts.values()
    const isExtended = (side: Side) => side === "with"
    const measurePairs = createPairs(shop, carts, switchTo!, isExtended)

    progress(`complete-cart: ${WARM_UP_PAIRS} pairs to warm up`)
    await measurePairs(WARM_UP_PAIRS, time)

    progress(`complete-cart: commits of ${COUNTED_PAIRS} pairs`)
    await prepareCommitCount(shop.client)
    const commits = await measurePairs(COUNTED_PAIRS, countCommits(shop))

    progress(`complete-cart: time of ${pairs} pairs`)
    const writes = watchWrites(shop)
    const saves = watchSaves()
    const times = await measurePairs(pairs, time)
    const commit_ms = await timeCommits(shop, pairs)
    await expectRecords(shop, total)
    const saving = toDifferences(saves)
    const core_saves_ms = median(saves.without)

    progress(`complete-cart: time of ${pairs} pairs, settled at once or later`)
    switchTo!("with")
    const settleAtOnce = keepSettling(container, LATER_MS)
    const measureSettling = createPairs(shop, carts, settleAtOnce, () => true)
    const settling = toDifferences(await measureSettling(pairs, time))
    const median_ms_without = median(times.without)
    const differences = toDifferences(times)
    const added_ms = median(differences)
    return {
      pairs,
      median_ms_without,
      median_ms_with: median(times.with),
      added_ratio: added_ms / median_ms_without,
      added_ms,
      added_ms_interval: medianInterval(differences),
      added_commits: median(commits.with) - median(commits.without),
      track_ms: median(writes.trackOrder),
      stage_ms: median(writes.stageOrder),
      commit_ms,
      core_saves_ms,
      saves_ms: median(saving),
      saves_ms_interval: medianInterval(saving),
      settle_ms: median(settling),
      settle_ms_interval: medianInterval(settling),
    }
  } finally {
    await shop.close()
  }
}

/**
 * Not the difference of the two medians: the halves of a pair follow each other within a
 * second, so whatever else the machine does hits both and cancels out, and the median leaves
 * out the pairs in which it hit one.
 */
const toDifferences = (times: Record<Side, number[]>): number[] =>
  times.with.map((ms, pair) => ms - times.without[pair]!)

const time: Measure = async (complete) => {
  const start = performance.now()
  await complete()
  return performance.now() - start
}

/** How long each of the plugin's writes within a checkout takes. */
const watchWrites = ({ backend }: Shop) => {
  const service = backend.container.resolve(ORDER_FINALIZATION_MODULE)
  const times = { trackOrder: [] as number[], stageOrder: [] as number[] }
  for (const name of ["trackOrder", "stageOrder"] as const) {
    const write = service[name].bind(service) as (
      ...args: unknown[]
    ) => Promise<never>
    service[name] = async (...args: unknown[]) => {
      const start = performance.now()
      try {
        return await write(...args)
      } finally {
        times[name].push(performance.now() - start)
      }
    }
  }
  return times
}

type Run = { modelId: string; hasFinished(): boolean }

/** How long the engine takes to save each run, all in all. */
const watchSaves = (): Record<Side, number[]> => {
  const runs = DistributedTransaction.prototype as unknown as {
    saveCheckpoint(this: Run, ...args: unknown[]): Promise<unknown>
  }
  const save = runs.saveCheckpoint
  const times: Record<Side, number[]> = { with: [], without: [] }
  const spent = new WeakMap<Run, number>()
  runs.saveCheckpoint = async function (...args) {
    const start = performance.now()
    try {
      return await save.apply(this, args)
    } finally {
      const ms = (spent.get(this) ?? 0) + performance.now() - start
      spent.set(this, ms)
      if (this.modelId === completeCartWorkflowId && this.hasFinished()) {
        times[getSide()].push(ms)
      }
    }
  }
  return times
}

/** What a durable commit of one row takes on this machine, whoever makes it. */
const timeCommits = async ({ client }: Shop, count: number) => {
  const times: number[] = []
  for (let turn = 0; turn < count; turn++) {
    const start = performance.now()
    await client.query(
      "update order_finalization_progress set updated_at = updated_at"
    )
    times.push(performance.now() - start)
  }
  return median(times)
}

/** The commits of the call itself: those of subscribers come after it. */
const countCommits =
  ({ backend, client }: Shop): Measure =>
  async (complete) => {
    const hold = holdEvents(backend.container)
    try {
      return await countDurableCommits(client, complete)
    } finally {
      await hold.release()
    }
  }

/** Alternate calls, the first of each pair at random, nothing else going on. */
const createPairs = (
  shop: Shop,
  carts: IterableIterator<string>,
  switchTo: (side: Side) => void,
  isExtended: (side: Side) => boolean
) => {
  const measureOne = async (side: Side, measure: Measure) => {
    const cart: string = carts.next().value!
    let orderId = ""
    switchTo(side)
    const value = await measure(async () => {
      orderId = await shop.completeCart(cart)
      return orderId
    })
    await shop.untilSettled(orderId, isExtended(side))
    return value
  }

  return async (pairs: number, measure: Measure) => {
    const values: Record<Side, number[]> = { with: [], without: [] }
    for (let pair = 0; pair < pairs; pair++) {
      const first: Side = Math.random() < 0.5 ? "with" : "without"
      const second: Side = first === "with" ? "without" : "with"
      values[first].push(await measureOne(first, measure))
      values[second].push(await measureOne(second, measure))
    }
    return values
  }
}

/** Half of the orders, or the two sides were not what they are called. */
const expectRecords = async ({ client }: Shop, expected: number) => {
  const { rows } = await client.query<{ records: number; orders: number }>(
    `select (select count(*)::int from order_finalization) as records,
       (select count(*)::int from "order") as orders`
  )
  const { records, orders } = rows[0]!
  if (records !== expected || orders !== expected * 2) {
    throw new Error(
      `Expected ${expected} records for ${expected * 2} orders, got ${records} for ${orders}`
    )
  }
}
