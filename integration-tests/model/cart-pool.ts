import { copyCart } from "../helpers/shop/cart-copies"
import { Modules } from "@medusajs/framework/utils"
import type { Backend } from "../helpers/backend/backend"
import { type Checkout } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { withClient } from "../helpers/services/databases"
import {
  toSale,
  UNEVEN,
  type Outcome,
  type Sale,
  type UnevenCurrency,
} from "./sale"

/** Copied at once: a cart by way of the Store API costs more than its completion. */
const BATCH = 150

/** By its customer an order is found whose run died before anything named its cart. */
export const toEmail = (cartId: string) => `${cartId}@example.com`

/** Carts that are ready to be bought, of every outcome. */
export const createCartPool = (databaseUrl: string, backend: Backend) => {
  const pools = new Map<string, Promise<Sale[]>>()

  const askUnevenly = async (
    { cart_id, payment_collection_id, payment_session_id }: Checkout,
    outcome: Outcome,
    currency_code: UnevenCurrency
  ) => {
    const { asked, price } = UNEVEN[currency_code]
    await backend.container
      .resolve(Modules.CART)
      .updateCarts(cart_id, { currency_code })
    const payments = backend.container.resolve(Modules.PAYMENT)
    await payments.updatePaymentCollections(payment_collection_id!, {
      amount: asked,
      currency_code,
    })
    await payments.updatePaymentSession({
      id: payment_session_id!,
      amount: price,
      currency_code,
      data: { session_id: payment_session_id!, outcome },
    })
  }

  const fill = async (
    outcome: Outcome,
    uneven: UnevenCurrency | null
  ): Promise<Sale[]> => {
    const { variants } = backend.seed
    const checkout = await readyCart(
      backend,
      outcome === "free"
        ? { items: [{ variant_id: variants.free, quantity: 1 }] }
        : { outcome }
    )
    const { cart_id, payment_session_id } = checkout
    if (uneven) {
      await askUnevenly(checkout, outcome, uneven)
    }
    const ids = await copyCart(databaseUrl, cart_id, BATCH)
    await withClient(databaseUrl, async (client) => {
      await client.query(
        `update cart set email = id || '@example.com' where id = any($1)`,
        [ids]
      )
    })
    return ids.map((id) =>
      toSale(
        id,
        payment_session_id && payment_session_id + id.slice(cart_id.length),
        outcome,
        uneven
      )
    )
  }

  const refill = async (outcome: Outcome, uneven: UnevenCurrency | null) => {
    const filling = fill(outcome, uneven)
    pools.set(`${outcome} ${uneven}`, filling)
    return await filling
  }
  const take = async (
    outcome: Outcome,
    uneven: UnevenCurrency | null
  ): Promise<Sale> => {
    const known = pools.get(`${outcome} ${uneven}`)
    const pool = await (known ?? refill(outcome, uneven))
    return pool.pop() ?? (await refill(outcome, uneven)).pop()!
  }
  return { take }
}
