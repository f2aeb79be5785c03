import { copyCart } from "../bench/cart-copies"
import { Modules } from "@medusajs/framework/utils"
import type { Backend } from "../helpers/backend/backend"
import { createCart, type Checkout } from "../helpers/shop/checkout"
import { withClient } from "../helpers/services/databases"
import { UNEVEN, type Outcome, type Sale } from "./sale"

/** Copied at once: a cart by way of the Store API costs more than its completion. */
const BATCH = 150

/** By its customer an order is found whose run died before anything named its cart. */
export const toEmail = (cartId: string) => `${cartId}@example.com`

/** Carts that are ready to be bought, of every outcome. */
export const createCartPool = (databaseUrl: string, backend: Backend) => {
  const pools = new Map<string, Promise<Sale[]>>()

  const askUnevenly = async (checkout: Checkout, outcome: Outcome) => {
    const { payment_collection_id, payment_session_id } = checkout
    const payments = backend.container.resolve(Modules.PAYMENT)
    await payments.updatePaymentCollections(payment_collection_id!, {
      amount: UNEVEN.asked,
    })
    await payments.updatePaymentSession({
      id: payment_session_id!,
      amount: UNEVEN.price,
      currency_code: "eur",
      data: { session_id: payment_session_id!, outcome },
    })
  }

  const fill = async (outcome: Outcome, isUneven: boolean): Promise<Sale[]> => {
    const { variants } = backend.seed
    const checkout = await createCart(
      backend,
      outcome === "free"
        ? { items: [{ variant_id: variants.free, quantity: 1 }] }
        : { outcome }
    )
    const { cart_id, payment_session_id } = checkout
    if (isUneven) {
      await askUnevenly(checkout, outcome)
    }
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
      is_uneven: isUneven,
      is_nested: false,
      orders: [],
      failure_notices: [],
      reductions: [],
      quiet_at: [],
      has_met_trouble: false,
    }))
  }

  const refill = async (outcome: Outcome, isUneven: boolean) => {
    const filling = fill(outcome, isUneven)
    pools.set(`${outcome} ${isUneven}`, filling)
    return await filling
  }
  const take = async (outcome: Outcome, isUneven: boolean): Promise<Sale> => {
    const known = pools.get(`${outcome} ${isUneven}`)
    const pool = await (known ?? refill(outcome, isUneven))
    return pool.pop() ?? (await refill(outcome, isUneven)).pop()!
  }
  return { take }
}
