import { copyCart } from "../bench/cart-copies"
import type { Backend } from "../helpers/backend"
import { createCart } from "../helpers/checkout"
import { withClient } from "../helpers/databases"
import type { Outcome, Sale } from "./sale"

/** Copied at once: a cart by way of the Store API costs more than its completion. */
const BATCH = 150

/** By its customer an order is found whose run died before anything named its cart. */
export const toEmail = (cartId: string) => `${cartId}@example.com`

/** Carts that are ready to be bought, of every outcome. */
export const createCartPool = (databaseUrl: string, backend: Backend) => {
  const pools = new Map<Outcome, Promise<Sale[]>>()

  const fill = async (outcome: Outcome): Promise<Sale[]> => {
    const { variants } = backend.seed
    const { cart_id, payment_session_id } = await createCart(
      backend,
      outcome === "free"
        ? { items: [{ variant_id: variants.free, quantity: 1 }] }
        : { outcome }
    )
    const ids = await copyCart(databaseUrl, cart_id, BATCH)
    await withClient(databaseUrl, async (client) => {
      await client.query(
        `update cart set email = id || '@example.com' where id = any($1)`,
        [ids]
      )
    })
    return ids.map((id) => ({
      cart_id: id,
      payment_session_id:
        payment_session_id && payment_session_id + id.slice(cart_id.length),
      outcome,
      is_nested: false,
      orders: [],
      failure_notices: [],
      has_met_trouble: false,
    }))
  }

  const take = async (outcome: Outcome): Promise<Sale> => {
    const pool = await (pools.get(outcome) ?? refill(outcome))
    return pool.pop() ?? (await refill(outcome)).pop()!
  }
  const refill = async (outcome: Outcome): Promise<Sale[]> => {
    const filling = fill(outcome)
    pools.set(outcome, filling)
    return await filling
  }
  return { take }
}
