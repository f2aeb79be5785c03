import "../helpers/backend/quiet"
import type { Client } from "pg"
import { insertDueEvents } from "../bench/outbox-rows"
import { openModuleDatabase } from "../helpers/services/migrate-module"
import { toSqlManager } from "../helpers/services/sql-manager"
import { claimDueEvents } from "../../src/modules/order-finalization/queries/outbox/claim-due-events"
import { BATCH_SIZE } from "../../src/workflows/relay/relay"

/** Few enough for PostgreSQL to take reading all of them for cheap. */
const BACKLOG = 5_000

describe("A backlog of events", () => {
  let client: Client
  let drop: () => Promise<void>

  beforeAll(async () => {
    ;({ client, drop } = await openModuleDatabase())
    await insertDueEvents(client, 1, BACKLOG)
  })
  afterAll(async () => await drop())

  it("is claimed a batch at a time, oldest first, without being read as a whole", async () => {
    const plain = toSqlManager(client)
    let plan = ""
    await claimDueEvents(
      {
        execute: async <Row>(sql: string, parameters?: unknown[]) => {
          const rows = await plain.execute<{ "QUERY PLAN": string }>(
            `explain ${sql}`,
            parameters
          )
          plan = rows.map((row) => row["QUERY PLAN"]).join("\n")
          return [] as Row[]
        },
      },
      BATCH_SIZE,
      60_000
    )
    expect(plan).not.toContain("Seq Scan on order_finalization_event")

    const claimed = new Set<number>()
    for (let batch = 1; batch <= BACKLOG / BATCH_SIZE; batch++) {
      const events = await claimDueEvents(plain, BATCH_SIZE, 60_000)
      events.forEach(({ data }) => claimed.add(data.display_id!))
      expect(claimed.size).toBe(batch * BATCH_SIZE)
      expect(Math.max(...claimed)).toBe(claimed.size)
    }
    expect(await claimDueEvents(plain, BATCH_SIZE, 60_000)).toEqual([])
  })
})
