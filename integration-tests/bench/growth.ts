import type { MedusaContainer } from "@medusajs/framework/types"
import { Client } from "pg"
import { ORDER_FINALIZATION_MODULE } from "../../src/modules/order-finalization"
import { toFeedCursor } from "../../src/modules/order-finalization/feed-cursor"
import type { FeedPlace } from "../../src/modules/order-finalization/feed-types"
import type OrderFinalizationModuleService from "../../src/modules/order-finalization/service"
import { auditOrdersWorkflow } from "../../src/workflows/audit-orders"
import { startApp } from "../helpers/backend/app"
import { createDatabase } from "../helpers/services/databases"
import { toSqlManager } from "../helpers/services/sql-manager"
import {
  insertCoreOrders,
  insertDueEvents,
  insertPublishedEvents,
  insertSettledOrders,
  insertStagedOrders,
} from "./outbox-rows"
import type { Part } from "./parts"
import { median } from "./statistics"

const FEW = 10_000
const DUE = 10
const PAGE = 100
const BATCH = 500
const WARM_UP_CALLS = 50
/** Batches of a thousand events, of the oldest. */
const PRUNED_BATCHES = 8
const PRUNED_BATCH = 1_000

/** In the order in which they are measured: what leaves dead rows behind comes later. */
const STATEMENTS = ["feed page", "summary", "claim", "settle", "prune"] as const

type Statement = (typeof STATEMENTS)[number]
type Comparison = { few: number; many: number; ratio: number }

export type GrowthFigures = {
  few: number
  many: number
  /** Milliseconds, and how many times longer among the many. */
  statements: Record<Statement | "audit", Comparison>
}

/**
 * What the plugin's statements cost among many old orders against few: in two databases,
 * alternately, through the service. Pruning is of a thousand events. The audit, which reads
 * core's orders, is of one database, before it has the many and after.
 */
export const run: Part<"growth"> = async (
  { databaseUrl, count, events },
  progress
) => {
  const fewUrl = await copyDatabase(databaseUrl, "few")
  // No jobs beside the measurement.
  const env = { MEDUSA_WORKER_MODE: "server" }
  const { container, stop } = await startApp({ databaseUrl, env })
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  const outboxes: Outbox[] = []
  try {
    for (const [url, size] of [
      [fewUrl, FEW],
      [databaseUrl, events],
    ] as const) {
      progress(`growth: ${size} old orders`)
      const calls = WARM_UP_CALLS + count
      outboxes.push(await openOutbox(service, url, size, calls))
    }
    const [few, many] = outboxes as [Outbox, Outbox]
    const compare = async (statement: Statement) => {
      progress(`growth: ${statement}`)
      const [calls, warmUp] =
        statement === "prune" ? [PRUNED_BATCHES, 0] : [count, WARM_UP_CALLS]
      const times = { few: [] as number[], many: [] as number[] }
      for (let pair = 0; pair < warmUp + calls; pair++) {
        times.few.push(await few[statement]())
        times.many.push(await many[statement]())
      }
      const ofFew = median(times.few.slice(warmUp))
      const ofMany = median(times.many.slice(warmUp))
      return { few: ofFew, many: ofMany, ratio: ofMany / ofFew }
    }
    progress("growth: audit")
    const audit = await compareAudit(container, databaseUrl, events, count)
    const statements = { audit } as GrowthFigures["statements"]
    for (const statement of STATEMENTS) {
      statements[statement] = await compare(statement)
    }
    return { few: FEW, many: events, statements }
  } finally {
    await Promise.all(outboxes.map(({ close }) => close()))
    await stop()
  }
}

/** An audit that finds nothing new, as it does every minute. */
const compareAudit = async (
  container: MedusaContainer,
  databaseUrl: string,
  events: number,
  count: number
): Promise<Comparison> => {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  const measure = async (from: number, to: number) => {
    await insertCoreOrders(client, from, to)
    const times: number[] = []
    for (let turn = 0; turn < WARM_UP_CALLS + count; turn++) {
      times.push(await time(() => auditOrdersWorkflow(container).run()))
    }
    return median(times.slice(WARM_UP_CALLS))
  }
  try {
    const few = await measure(1, FEW)
    const many = await measure(FEW + 1, events)
    return { few, many, ratio: many / few }
  } finally {
    await client.end()
  }
}

type Outbox = Awaited<ReturnType<typeof openOutbox>>

const copyDatabase = async (databaseUrl: string, suffix: string) => {
  const url = new URL(databaseUrl)
  const name = url.pathname.slice(1)
  const serverUrl = databaseUrl.slice(0, -url.pathname.length)
  return await createDatabase(serverUrl, `${name}_${suffix}`, name)
}

const time = async (call: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await call()
  return performance.now() - start
}

const expectCount = (count: number, expected: number) => {
  if (count !== expected) {
    throw new Error(`Expected ${expected} events, got ${count}`)
  }
}

/** So many old orders, a handful of due events, and orders whose checkout is at its end. */
const openOutbox = async (
  service: OrderFinalizationModuleService,
  databaseUrl: string,
  size: number,
  calls: number
) => {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  await insertSettledOrders(client, 1, size)
  await insertPublishedEvents(client, 1, size)
  await insertDueEvents(client, size + 1, size + DUE)
  const staged = await insertStagedOrders(
    client,
    size + DUE + 1,
    size + DUE + calls
  )
  const { rows } = await client.query<FeedPlace>(
    `select position, id as event_id, 0 as pruned_events
     from order_finalization_event
     where position = $1`,
    [size + DUE - PAGE]
  )
  const after = toFeedCursor(rows[0]!)
  // The service works on whatever connection its caller brings.
  const context = { manager: toSqlManager(client) }
  let pruned = 0

  return {
    /** The last full page, as a poller reads it that is a little behind. */
    "feed page": async () => {
      let page: { order_events: unknown[] }
      const ms = await time(async () => {
        page = await service.readFeed({ after, limit: PAGE }, context)
      })
      expectCount(page!.order_events.length, PAGE)
      return ms
    },
    summary: async () => await time(() => service.summarize(context)),
    /** One that finds a handful, as after a checkout or two. */
    claim: async () => {
      await client.query(
        "update order_finalization_event set claimed_until = null where next_attempt_at is not null and deleted_at is null"
      )
      let claimed: unknown[]
      const ms = await time(async () => {
        claimed = await service.claimDueEvents(BATCH, undefined, context)
      })
      expectCount(claimed!.length, DUE)
      return ms
    },
    settle: async () => {
      const orderId = staged.pop()!
      // What was staged too long ago takes another road.
      await client.query(
        "update order_finalization set updated_at = now() where order_id = $1",
        [orderId]
      )
      let event: unknown
      const ms = await time(async () => {
        event = await service.settleStaged(orderId, context)
      })
      expectCount(event ? 1 : 0, 1)
      return ms
    },
    prune: async () => {
      pruned += PRUNED_BATCH
      const { rows } = await client.query<{ published_at: Date }>(
        "select published_at from order_finalization_event where position = $1",
        [pruned + 1]
      )
      let count: number
      const ms = await time(async () => {
        count = await service.pruneEvents(rows[0]!.published_at, context)
      })
      expectCount(count!, PRUNED_BATCH)
      return ms
    },
    close: async () => await client.end(),
  }
}
