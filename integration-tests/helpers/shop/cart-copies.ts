import { withClient } from "../helpers/services/databases"

/** What a cart consists of, as conditions on the cart's id, `$1`. */
const PARTS = {
  cart: "id = $1",
  cart_address:
    "id in (select unnest(array[shipping_address_id, billing_address_id]) from cart where id = $1)",
  cart_line_item: "cart_id = $1",
  cart_shipping_method: "cart_id = $1",
  cart_payment_collection: "cart_id = $1",
  payment_collection:
    "id in (select payment_collection_id from cart_payment_collection where cart_id = $1)",
  payment_collection_payment_providers:
    "payment_collection_id in (select payment_collection_id from cart_payment_collection where cart_id = $1)",
  payment_session:
    "payment_collection_id in (select payment_collection_id from cart_payment_collection where cart_id = $1)",
}

/** Parents before their children. */
const INSERT_ORDER = [
  "cart_address",
  "cart",
  "cart_line_item",
  "cart_shipping_method",
  "payment_collection",
  "cart_payment_collection",
  "payment_collection_payment_providers",
  "payment_session",
] as const

type Row = { id?: string; [column: string]: unknown }

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
    const rows = {} as Record<keyof typeof PARTS, Row[]>
    for (const [table, condition] of Object.entries(PARTS)) {
      const { rows: found } = await client.query<{ row: Row }>(
        `select to_jsonb(part) as row from ${table} part where ${condition}`,
        [cartId]
      )
      rows[table as keyof typeof PARTS] = found.map(({ row }) => row)
    }
    const ids = Object.values(rows).flatMap((part) =>
      part.flatMap(({ id }) => (id ? [id] : []))
    )
    const renamed = (text: string, suffix: string) =>
      ids.reduce((all, id) => all.replaceAll(id, id + suffix), text)
    const suffixes = Array.from({ length: count }, (_, n) => `_${n}`)

    for (const table of INSERT_ORDER) {
      const text = JSON.stringify(rows[table])
      const copies = suffixes.flatMap((suffix) =>
        JSON.parse(renamed(text, suffix))
      )
      await client.query(
        `insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
        [JSON.stringify(copies)]
      )
    }
    // Or the planner would take the tables for as empty as they were a moment ago.
    await client.query("analyze")
    return suffixes.map((suffix) => cartId + suffix)
  })
