import "../helpers/backend/quiet"
import * as fs from "fs"
import * as path from "path"
import { logger } from "@medusajs/framework"
import { asValue } from "@medusajs/framework/awilix"
import { MedusaModule } from "@medusajs/framework/modules-sdk"
import {
  ContainerRegistrationKeys,
  createMedusaContainer,
} from "@medusajs/framework/utils"
import { Client } from "pg"
import {
  LogicalReplicationService,
  type Pgoutput,
  PgoutputPlugin,
} from "pg-logical-replication"
import { ORDER_FINALIZATION_MODULE } from "../../src/modules/order-finalization"
import { checkPublication } from "../../src/modules/order-finalization/check-publication"
import { settleStaged } from "../../src/modules/order-finalization/queries/finalization/settle-staged"
import { stageOrder } from "../../src/modules/order-finalization/queries/finalization/stage-order"
import { trackOrder } from "../../src/modules/order-finalization/queries/finalization/track-order"
import { withdrawStaged } from "../../src/modules/order-finalization/queries/finalization/withdraw-staged"
import { listPublications } from "../../src/modules/order-finalization/queries/outbox/list-publications"
import { markEventsPublished } from "../../src/modules/order-finalization/queries/outbox/mark-events-published"
import { pruneEvents } from "../../src/modules/order-finalization/queries/outbox/prune-events"
import { recordEvent } from "../../src/modules/order-finalization/queries/outbox/record-event"
import { redeliverEvent } from "../../src/modules/order-finalization/queries/outbox/redeliver-event"
import { UNKNOWN_RUN } from "../../src/modules/order-finalization/types"
import { ROOT } from "../helpers/backend/root"
import { startBackend } from "../helpers/backend/backend"
import { createTestEngine } from "../helpers/backend/engine"
import { withClient } from "../helpers/services/databases"
import {
  createDatabase,
  type PostgresServer,
  startEmbedded,
} from "../helpers/services/postgres"
import { toSqlManager } from "../helpers/services/sql-manager"
import { waitFor } from "../helpers/watch/wait-for"

const CDC = fs.readFileSync(path.join(ROOT, "src/scripts/cdc.sql"), "utf8")
const HOUR = 3_600_000

const DEFAULT_IDENTITY =
  "alter table order_finalization_event replica identity default;"
const FULL_IDENTITY =
  "alter table order_finalization_event replica identity full;"
const publish = (what: string, options = "insert, update") =>
  `create publication order_events for ${what} with (publish = '${options}');`
const FILTERED = "table order_finalization_event where (due_at is not null)"

/** `pg_publication_tables` shows it as it shows one without a list. */
const OF_ALL_COLUMNS = `do $$ begin execute (
  select 'create publication order_events for table order_finalization_event ('
    || string_agg(quote_ident(attname), ', ')
    || ') where (due_at is not null) with (publish = ''insert, update'')'
  from pg_attribute
  where attrelid = 'order_finalization_event'::regclass and attnum > 0 and not attisdropped
); end $$;`

/** What a reader of the publication hears of events: the tag and the event's ID. */
type Heard = { tag: string; id: string; row: Record<string, unknown> }

describe("Change data capture", () => {
  let server: PostgresServer
  let databases = 0
  let orders = 0

  beforeAll(async () => {
    server = await startEmbedded({ wal_level: "logical" })
  }, 120_000)
  afterAll(async () => await server?.stop())

  const newDatabase = async (sql: string) => {
    const url = await createDatabase(server.url, `cdc_${++databases}`)
    // Medusa prints every migration to the console unless it is given a logger.
    const container = createMedusaContainer()
    container.register({ [ContainerRegistrationKeys.LOGGER]: asValue(logger) })
    await MedusaModule.migrateUp({
      moduleKey: ORDER_FINALIZATION_MODULE,
      modulePath: path.join(ROOT, "src/modules/order-finalization"),
      options: { database: { clientUrl: url } },
      cwd: ROOT,
      container,
    })
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query(sql)
    return { url, client, slot: `cdc_${databases}` }
  }

  const listenTo = async ({ url, client, slot }: Database) => {
    await client.query(
      "select pg_create_logical_replication_slot($1, 'pgoutput')",
      [slot]
    )
    const heard: Heard[] = []
    const reader = new LogicalReplicationService({ connectionString: url })
    reader.on("data", (_, message: Pgoutput.Message) => {
      if (message.tag === "insert" || message.tag === "update") {
        const { tag, new: row } = message
        heard.push({ tag, id: row.id, row })
      }
    })
    let failure: Error | undefined
    const plugin = new PgoutputPlugin({
      protoVersion: 1,
      publicationNames: ["order_events"],
    })
    const ended = reader.subscribe(plugin, slot).catch((error: Error) => {
      failure = error
    })
    return {
      heard,
      until: async (id: string) =>
        await waitFor(
          () => {
            if (failure) {
              throw failure
            }
            return heard.some((each) => each.id === id)
          },
          { message: () => `${id}, of ${JSON.stringify(heard)}` }
        ),
      stop: async () => {
        await reader.destroy()
        await ended
        await client.end()
      },
    }
  }
  type Database = Awaited<ReturnType<typeof newDatabase>>

  /** The plugin's own statements, on an order of its own. */
  const orderOn = (client: Client) => {
    const sql = toSqlManager(client)
    const order_id = `order_${++orders}`
    const order = { ...UNKNOWN_RUN, order_id }
    const finalized = `ordev_${order_id}_1`
    const reverted = `ordev_${order_id}_2`
    const dataOf = (event_id: string, sequence: number) =>
      ({
        id: order_id,
        event_id,
        sequence,
        occurred_at: "2026-11-23T12:00:00.000Z",
        // More than a page has room for: it is kept, and changed, elsewhere.
        filling: Array.from({ length: 2_000 }, (_, i) => `${i * 7919}`).join(),
      }) as never
    return {
      finalized,
      reverted,
      stage: async () =>
        await stageOrder(
          sql,
          `ordfin_${order_id}`,
          order,
          dataOf(finalized, 1),
          HOUR
        ),
      withdraw: async () => await withdrawStaged(sql, order_id),
      settle: async () => await settleStaged(sql, order_id, HOUR, HOUR),
      record: async () => {
        await trackOrder(sql, `ordfin_${order_id}`, order, HOUR)
        await recordEvent(sql, "order.finalized", dataOf(finalized, 1))
      },
      revert: async () =>
        await recordEvent(sql, "order.reverted", dataOf(reverted, 2)),
      markPublished: async () =>
        await markEventsPublished(sql, [finalized], [], HOUR),
      redeliver: async () => await redeliverEvent(sql, finalized, HOUR),
    }
  }

  const faultOf = async (client: Client) => {
    const [publication, ...more] = await listPublications(toSqlManager(client))
    expect(more).toEqual([])
    return checkPublication(publication!)
  }

  it("tells of each event that is due by one insert, and of no other", async () => {
    const database = await newDatabase(CDC)
    const { client } = database
    expect(await faultOf(client)).toBeNull()
    const reader = await listenTo(database)
    try {
      const staged = orderOn(client)
      await staged.stage()
      const withdrawn = orderOn(client)
      await withdrawn.stage()
      await withdrawn.withdraw()

      const settled = orderOn(client)
      await settled.stage()
      await settled.settle()
      await settled.markPublished()
      await settled.redeliver()
      await settled.markPublished()
      await settled.revert()

      const recorded = orderOn(client)
      await recorded.record()

      // Staged, and then found to be final by reconciliation.
      const reconciled = orderOn(client)
      await reconciled.stage()
      await reconciled.record()

      const undone = orderOn(client)
      await undone.stage()
      await client.query("begin")
      await undone.settle()
      await orderOn(client).record()
      await client.query("rollback")

      const { pruned } = await pruneEvents(
        toSqlManager(client),
        0,
        new Date(Date.now() + HOUR),
        100
      )
      expect(pruned).toBe(1)
      const last = orderOn(client)
      await last.record()
      await reader.until(last.finalized)

      const inserts = reader.heard.filter(({ tag }) => tag === "insert")
      expect(inserts.map(({ id }) => id)).toEqual([
        settled.finalized,
        settled.reverted,
        recorded.finalized,
        reconciled.finalized,
        last.finalized,
      ])
      for (const { row } of inserts) {
        expect(row).toMatchObject({
          position: expect.any(Number),
          due_at: expect.any(Date),
          data: { event_id: row.id, filling: expect.any(String) },
        })
      }
      const updates = reader.heard.filter(({ tag }) => tag === "update")
      expect(new Set(updates.map(({ id }) => id))).toEqual(
        new Set([settled.finalized])
      )
    } finally {
      await reader.stop()
    }
  }, 120_000)

  it.each([
    [
      "a column list",
      `${FULL_IDENTITY} ${publish(
        "table order_finalization_event (id, data, due_at) where (due_at is not null)"
      )}`,
      "it has a column list",
    ],
    [
      "a list of all columns",
      `${FULL_IDENTITY} ${OF_ALL_COLUMNS}`,
      "it has a column list",
    ],
    [
      "no replica identity",
      `${DEFAULT_IDENTITY} ${publish(FILTERED)}`,
      "lacks `replica identity full`",
    ],
  ])(
    "with %s stops the plugin, and is named for it",
    async (_, statements, fault) => {
      const { client } = await newDatabase(statements)
      try {
        expect(await faultOf(client)).toContain(fault)
        const order = orderOn(client)
        await order.stage()
        await expect(order.settle()).rejects.toThrow(
          'cannot update table "order_finalization_event"'
        )
      } finally {
        await client.end()
      }
    },
    60_000
  )

  it.each([
    ["of the bare table", "table order_finalization_event"],
    ["of all tables, as Debezium makes it", "all tables"],
  ])(
    "by a publication %s tells of what is withdrawn, and is named for it",
    async (_, what) => {
      const database = await newDatabase(`${FULL_IDENTITY} ${publish(what)}`)
      const { client } = database
      expect(await faultOf(client)).toContain("lacks the row filter")
      const reader = await listenTo(database)
      try {
        const withdrawn = orderOn(client)
        await withdrawn.stage()
        await withdrawn.withdraw()
        await reader.until(withdrawn.finalized)
      } finally {
        await reader.stop()
      }
    },
    60_000
  )

  it("by a publication of inserts alone misses what was staged, and is named for it", async () => {
    const database = await newDatabase(
      `${FULL_IDENTITY} ${publish(FILTERED, "insert")}`
    )
    const { client } = database
    expect(await faultOf(client)).toContain("publish = 'insert, update'")
    const reader = await listenTo(database)
    try {
      const settled = orderOn(client)
      await settled.stage()
      await settled.settle()
      const recorded = orderOn(client)
      await recorded.record()
      await reader.until(recorded.finalized)
      expect(reader.heard.map(({ id }) => id)).toEqual([recorded.finalized])
    } finally {
      await reader.stop()
    }
  }, 60_000)

  it("is looked at when a backend starts, which warns of a wrong publication and starts", async () => {
    const engine = await createTestEngine()
    const warn = jest.spyOn(logger, "warn")
    try {
      await withClient(engine.databaseUrl, async (client) => {
        await client.query("create publication outbox for all tables")
      })
      const backend = await startBackend(engine)
      await backend.stop()
      expect(warn.mock.calls.flat()).toContainEqual(
        expect.stringMatching(
          /publication "outbox": it lacks the row filter .* See "Change data capture"/
        )
      )
    } finally {
      warn.mockRestore()
      await engine.dispose()
    }
  }, 120_000)
})
