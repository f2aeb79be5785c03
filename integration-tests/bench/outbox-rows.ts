import type { Client } from "pg"

/** 26 characters that grow with `n` and end as at random, as those of an ID do. */
const idOf = (prefix: string) =>
  `'${prefix}_01K' || lpad(n::text, 9, '0') || upper(substr(md5(n::text), 1, 14))`

const DATA = `jsonb_build_object(
  'id', ${idOf("order")}, 'event_id', ${idOf("ordev")}, 'sequence', 1,
  'occurred_at', to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'cart_id', ${idOf("cart")}, 'display_id', n, 'currency_code', 'eur',
  'total', 100 + n % 900 + 0.95,
  'payment', jsonb_build_object(
    'status', 'captured', 'authorized_amount', 100 + n % 900 + 0.95,
    'captured_amount', 100 + n % 900 + 0.95,
    'transaction_ids', jsonb_build_array(${idOf("ordtrx")})
  )
)`

/** From so many rows on, building the indexes anew takes less time than keeping them. */
const MANY = 100_000

/** Runs the statement, which puts the rows from `from` to `to` into the table. */
const insertRows = async (
  client: Client,
  table: string,
  sql: string,
  [from, to]: [from: number, to: number]
): Promise<void> => {
  const { rows: indexes } = await client.query<{ name: string; sql: string }>(
    `select quote_ident(indexname) as name, indexdef as sql
     from pg_indexes
     where tablename = $1 and $2
       and indexname not in (select conname from pg_constraint)`,
    [table, to - from >= MANY]
  )
  for (const { name } of indexes) {
    await client.query(`drop index ${name}`)
  }
  await client.query(sql, [from, to])
  for (const index of indexes) {
    await client.query(index.sql)
  }
  await client.query(`vacuum analyze ${client.escapeIdentifier(table)}`)
}

/**
 * Puts `order.finalized` of the orders from `from` to `to` into the outbox, and into the feed
 * at the orders' numbers.
 *
 * @param dueAt - SQL for when the event of order `n` came due.
 * @param state - Further columns, in SQL that may say `at` for that time.
 */
const insertEvents = async (
  client: Client,
  from: number,
  to: number,
  dueAt: string,
  state: Record<string, string>
): Promise<void> => {
  await insertRows(
    client,
    "order_finalization_event",
    `insert into order_finalization_event (
       id, order_id, sequence, name, data, position, due_at, ${Object.keys(state).join()}
     )
     select ${idOf("ordev")}, ${idOf("order")}, 1, 'order.finalized', ${DATA},
       n, at, ${Object.values(state).join()}
     from generate_series($1::int, $2) n, lateral (select ${dueAt} as at) due
     order by n`,
    [from, to]
  )
  await client.query(
    "update order_finalization_progress set last_position = greatest(last_position, $1)",
    [to]
  )
}

/** Events that are due now. */
export const insertDueEvents = async (
  client: Client,
  from: number,
  to: number
): Promise<void> => {
  const dueAt = "now() - ($2 - n + 1) * interval '1 millisecond'"
  await insertEvents(client, from, to, dueAt, { next_attempt_at: "at" })
}

/** The orders that these events are of, as core has them, of long ago; nothing but themselves. */
export const insertCoreOrders = async (
  client: Client,
  from: number,
  to: number
): Promise<void> => {
  await insertRows(
    client,
    "order",
    `insert into "order" (id, currency_code, created_at)
     select ${idOf("order")}, 'eur', now() - interval '1 year'
     from generate_series($1::int, $2) n`,
    [from, to]
  )
}

/** Events that were published a while ago, within their retention. */
export const insertPublishedEvents = async (
  client: Client,
  from: number,
  to: number
): Promise<void> => {
  const dueAt = "now() - interval '1 day' - ($2 - n) * interval '1 second'"
  await insertEvents(client, from, to, dueAt, {
    published_at: "at",
    attempts: "1",
  })
}

/** The records of orders that became final a while ago. */
export const insertSettledOrders = async (
  client: Client,
  from: number,
  to: number
): Promise<void> => {
  await insertRows(
    client,
    "order_finalization",
    `insert into order_finalization (
       id, order_id, status, cart_id, display_id, workflow_id, transaction_id, run_id, finalized_at
     )
     select ${idOf("ordfin")}, ${idOf("order")}, 'finalized', ${idOf("cart")}, n,
       'complete-cart', ${idOf("auto-")}, ${idOf("run")}, now() - interval '1 day'
     from generate_series($1::int, $2) n`,
    [from, to]
  )
}

/** Orders whose checkout has just come to its end: their IDs. */
export const insertStagedOrders = async (
  client: Client,
  from: number,
  to: number
): Promise<string[]> => {
  await client.query(
    `insert into order_finalization_event (id, order_id, sequence, name, data)
     select ${idOf("ordev")}, ${idOf("order")}, 1, 'order.finalized', ${DATA}
     from generate_series($1::int, $2) n`,
    [from, to]
  )
  const { rows } = await client.query<{ order_id: string }>(
    `insert into order_finalization (id, order_id, status, staged_status, check_at)
     select ${idOf("ordfin")}, ${idOf("order")}, 'pending', 'finalized', now() + interval '1 hour'
     from generate_series($1::int, $2) n
     returning order_id`,
    [from, to]
  )
  await client.query(
    "vacuum analyze order_finalization_event, order_finalization"
  )
  return rows.map(({ order_id }) => order_id)
}
