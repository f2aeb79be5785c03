import { withClient } from "../services/databases"

export type Fault = {
  table: "order_finalization" | "order_finalization_event"
  /** SQL over the row to be written, as `new`. */
  when: string
  /** How many writes of that kind fail; the next ones succeed. @default all */
  times?: number
}

export const FAULT_MESSAGE = "The disk of this test is full"

const REMOVE = `
  drop function if exists test_fault cascade;
  drop sequence if exists test_fault_count;`

export type BrokenWrites = {
  /** How many writes were refused so far. */
  count(): Promise<number>
  repair(): Promise<void>
}

/** Has PostgreSQL refuse certain writes of the plugin. One fault at a time. */
export const breakWrites = async (
  databaseUrl: string,
  { table, when, times = 1_000_000 }: Fault
): Promise<BrokenWrites> => {
  const run = async (sql: string) =>
    await withClient(databaseUrl, async (client) => await client.query(sql))
  // A sequence, because it also counts what is then rolled back.
  await run(`
    ${REMOVE}
    create sequence test_fault_count;
    create function test_fault() returns trigger language plpgsql as $$
    begin
      if ${when} then
        if nextval('test_fault_count') <= ${times} then
          raise exception '${FAULT_MESSAGE}';
        end if;
      end if;
      return new;
    end $$;
    create trigger test_fault before insert or update on ${table}
      for each row execute function test_fault();`)
  return {
    count: async () => {
      const { rows } = await run(
        `select case when is_called then last_value::int else 0 end as calls
         from test_fault_count`
      )
      return Math.min(rows[0].calls, times)
    },
    repair: async () => void (await run(REMOVE)),
  }
}

const TABLES = [
  "order_finalization",
  "order_finalization_progress",
  "order_finalization_event",
  "order_finalization_receipt",
]

/** Leaves the database as it is before the plugin's migrations were run. */
export const hideTables = async (
  databaseUrl: string
): Promise<() => Promise<void>> => {
  const rename = async (from: string, to: string) =>
    await withClient(databaseUrl, async (client) => {
      for (const table of TABLES) {
        await client.query(
          `alter table ${from}${table} rename to ${to}${table}`
        )
      }
    })
  await rename("", "hidden_")
  return async () => await rename("hidden_", "")
}
