import { randomBytes } from "crypto"
import type { Client } from "pg"
import { withClient } from "../services/databases"

/** What a cart consists of, as conditions on the cart's id, `$1`; parents before children. */
const PARTS = {
  cart_address:
    "id in (select unnest(array[shipping_address_id, billing_address_id]) from cart where id = $1)",
  cart: "id = $1",
  cart_line_item: "cart_id = $1",
  cart_shipping_method: "cart_id = $1",
  payment_collection:
    "id in (select payment_collection_id from cart_payment_collection where cart_id = $1)",
  cart_payment_collection: "cart_id = $1",
  payment_collection_payment_providers:
    "payment_collection_id in (select payment_collection_id from cart_payment_collection where cart_id = $1)",
  payment_session:
    "payment_collection_id in (select payment_collection_id from cart_payment_collection where cart_id = $1)",
}

type Row = { id?: string; [column: string]: unknown }

/** The rows of a cart, by their table. */
export type CartRows = [table: string, rows: Row[]][]

/** Reads a cart that is ready to be bought, to be copied by `insertCopies`. */
export const readCart = async (
  client: Client,
  cartId: string
): Promise<CartRows> => {
  const parts: CartRows = []
  for (const [table, condition] of Object.entries(PARTS)) {
    const { rows } = await client.query<{ row: Row }>(
      `select to_jsonb(part) as row from ${table} part where ${condition}`,
      [cartId]
    )
    parts.push([table, rows.map(({ row }) => row)])
  }
  return parts
}

/** Copies all of it once for each suffix, which is appended to each id. */
export const insertCopies = async (
  client: Client,
  parts: CartRows,
  suffixes: string[]
): Promise<void> => {
  const ids = parts.flatMap(([, rows]) => rows.flatMap(({ id }) => id ?? []))
  const renamed = (text: string, suffix: string) =>
    ids.reduce((all, id) => all.replaceAll(id, id + suffix), text)

  for (const [table, rows] of parts) {
    const text = JSON.stringify(rows)
    const copies = suffixes.flatMap((suffix) =>
      JSON.parse(renamed(text, suffix))
    )
    await client.query(
      `insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
      [JSON.stringify(copies)]
    )
  }
}

/** Of which there is no other, in whatever process. */
export const uniqueSuffix = () => `_${randomBytes(6).toString("hex")}`

/**
 * Copies a cart that is ready to be bought. Leading a customer through the Store API
 * takes longer than what the bench measures, and copies are alike to the last column.
 */
export const copyCart = async (
  databaseUrl: string,
  cartId: string,
  count: number
): Promise<string[]> =>
  await withClient(databaseUrl, async (client) => {
    const suffixes = Array.from({ length: count }, uniqueSuffix)
    await insertCopies(client, await readCart(client, cartId), suffixes)
    // Or the planner would take the tables for as empty as they were a moment ago.
    await client.query("analyze")
    return suffixes.map((suffix) => cartId + suffix)
  })
