import { Client } from "pg"
import { ORDER_FINALIZATION_MODULE } from "../../src/modules/order-finalization"
import { toFeedCursor } from "../../src/modules/order-finalization/feed-cursor"
import type { FeedPlace } from "../../src/modules/order-finalization/feed-types"
import type OrderFinalizationModuleService from "../../src/modules/order-finalization/service"
import { startApp } from "../helpers/backend/app"
import { createDatabase } from "../helpers/services/databases"
import { toSqlManager } from "../helpers/services/sql-manager"
import { insertDueEvents, insertPublishedEvents } from "./outbox-rows"
import type { Part } from "./parts"
import { median } from "./statistics"

const FEW = 1_000
const MANY = 1_000_000
const DUE = 10
const PAGE = 100
const BATCH = 500
const WARM_UP_CALLS = 50

export type GrowthFigures = {
  /** Milliseconds, and how many times longer among a million. */
  claim_ms_few: number
  claim_ms_many: number
  claim_ratio: number
  feed_ms_few: number
  feed_ms_many: number
  feed_ratio: number
}

/**
 * What a claim of due events and a page at the feed's end cost among many old events
 * against few: in two databases, alternately, through the service.
 */
export const run: Part<"growth"> = async ({ databaseUrl, count }, progress) => {
  const fewUrl = await copyDatabase(databaseUrl, "few")
  // No jobs beside the measurement.
  const env = { MEDUSA_WORKER_MODE: "server" }
  const { container, stop } = await startApp({ databaseUrl, env })
  const service = container.resolve(ORDER_FINALIZATION_MODULE)
  const outboxes: Outbox[] = []
  try {
    for (const [url, events] of [
      [fewUrl, FEW],
      [databaseUrl, MANY],
    ] as const) {
      progress(`growth: ${events} old events`)
      outboxes.push(await openOutbox(service, url, events))
    }
    const [few, many] = outboxes as [Outbox, Outbox]
    const compare = async (call: (outbox: Outbox) => Promise<number>) => {
      const times = { few: [] as number[], many: [] as number[] }
      for (let pair = 0; pair < WARM_UP_CALLS + count; pair++) {
        times.few.push(await call(few))
        times.many.push(await call(many))
      }
      return {
        few: median(times.few.slice(WARM_UP_CALLS)),
        many: median(times.many.slice(WARM_UP_CALLS)),
      }
    }

    progress(`growth: ${count} claims and pages each`)
    // Before the claims, which leave dead rows behind at the feed's end.
    const feed = await compare((outbox) => outbox.timeFeedPage())
    const claim = await compare((outbox) => outbox.timeClaim())
    return {
      claim_ms_few: claim.few,
      claim_ms_many: claim.many,
      claim_ratio: claim.many / claim.few,
      feed_ms_few: feed.few,
      feed_ms_many: feed.many,
      feed_ratio: feed.many / feed.few,
    }
  } finally {
    await Promise.all(outboxes.map(({ close }) => close()))
    await stop()
  }
}

type Outbox = Awaited<ReturnType<typeof openOutbox>>

const copyDatabase = async (databaseUrl: string, suffix: string) => {
  const url = new URL(databaseUrl)
  const name = url.pathname.slice(1)
  const serverUrl = databaseUrl.slice(0, -url.pathname.length)
  return await createDatabase(serverUrl, `${name}_${suffix}`, name)
}

const time = async <T>(
  call: () => Promise<T[]>,
  expected: number
): Promise<number> => {
  const start = performance.now()
  const { length } = await call()
  const ms = performance.now() - start
  if (length !== expected) {
    throw new Error(`Expected ${expected} events, got ${length}`)
  }
  return ms
}

/** An outbox of so many old events, and a handful that are due. */
const openOutbox = async (
  service: OrderFinalizationModuleService,
  databaseUrl: string,
  events: number
) => {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  await insertPublishedEvents(client, 1, events)
  await insertDueEvents(client, events + 1, events + DUE)
  const { rows } = await client.query<FeedPlace>(
    `select position, id as event_id, 0 as pruned_events
     from order_finalization_event
     order by position desc
     offset $1
     limit 1`,
    [PAGE]
  )
  const after = toFeedCursor(rows[0]!)
  // The service works on whatever connection its caller brings.
  const context = { manager: toSqlManager(client) }

  return {
    /** One that finds a handful, as after a checkout or two. */
    timeClaim: async () => {
      await client.query(
        "update order_finalization_event set claimed_until = null where next_attempt_at is not null and deleted_at is null"
      )
      return await time(
        async () => await service.claimDueEvents(BATCH, undefined, context),
        DUE
      )
    },
    /** The last full page, as a poller reads it that is a little behind. */
    timeFeedPage: async () => {
      const request = { after, limit: PAGE }
      return await time(
        async () => (await service.readFeed(request, context)).order_events,
        PAGE
      )
    },
    close: async () => await client.end(),
  }
}
