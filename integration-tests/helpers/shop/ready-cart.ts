import { withClient } from "../services/databases"
import {
  type CartRows,
  insertCopies,
  readCart,
  uniqueSuffix,
} from "./cart-copies"
import {
  type CartOptions,
  type Checkout,
  createCart,
  type Storefront,
} from "./checkout"

type Shop = Storefront & { databaseUrl: string }

type Original = { checkout: Checkout; parts: CartRows }

/** In the store's metadata, by the variant that is in the cart. */
const CARTS_KEY = "order_finalization_carts"

/** Leads a customer to the carts that `readyCart` copies, in this database and its copies. */
export const seedCarts = async (shop: Shop): Promise<void> => {
  const { plenty, free } = shop.seed.variants
  const carts: Record<string, Checkout> = {}
  for (const variant_id of [plenty, free]) {
    carts[variant_id] = await createCart(shop, {
      items: [{ variant_id, quantity: 1 }],
    })
  }
  await withClient(shop.databaseUrl, async (client) => {
    await client.query(
      "update store set metadata = metadata || jsonb_build_object($1::text, $2::jsonb)",
      [CARTS_KEY, JSON.stringify(carts)]
    )
  })
}

/** By database and variant. */
const originals = new Map<string, Promise<Original | null>>()

const readOriginal = async (
  databaseUrl: string,
  variantId: string
): Promise<Original | null> =>
  await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ checkout: Checkout | null }>(
      "select metadata -> $1 -> $2 as checkout from store",
      [CARTS_KEY, variantId]
    )
    const checkout = rows[0]?.checkout
    return checkout
      ? { checkout, parts: await readCart(client, checkout.cart_id) }
      : null
  })

const findOriginal = (databaseUrl: string, variantId: string) => {
  const key = `${databaseUrl} ${variantId}`
  const known = originals.get(key)
  if (known) {
    return known
  }
  const original = readOriginal(databaseUrl, variantId)
  originals.set(key, original)
  original.catch(() => originals.delete(key))
  return original
}

/** As if it had been made now, with what the bank shall answer. */
const renew = (parts: CartRows, data: Record<string, unknown>): CartRows => {
  const now = new Date().toISOString()
  return parts.map(([table, rows]) => [
    table,
    rows.map((row) => ({
      ...row,
      ...("created_at" in row && { created_at: now, updated_at: now }),
      ...(table === "payment_session" && {
        data: { ...(row.data as object), ...data },
      }),
    })),
  ])
}

/**
 * A cart that is ready to be bought, as `createCart` makes it. Leading a customer through the
 * Store API costs several times what buying does, and is core's alone: a cart with one piece
 * of a variant is copied, in the database, from one that has been led there before.
 */
export const readyCart = async (
  shop: Shop,
  options: CartOptions = {}
): Promise<Checkout> => {
  const { outcome = "authorized", items, sessionData } = options
  const [item, ...others] = items ?? [
    { variant_id: shop.seed.variants.plenty, quantity: 1 },
  ]
  const original =
    item?.quantity === 1 && !others.length
      ? await findOriginal(shop.databaseUrl, item.variant_id)
      : null
  if (!original) {
    return await createCart(shop, options)
  }
  const parts = renew(original.parts, { ...sessionData, outcome })
  const suffix = uniqueSuffix()
  await withClient(
    shop.databaseUrl,
    async (client) => await insertCopies(client, parts, [suffix])
  )
  const { cart_id, payment_session_id, payment_collection_id } =
    original.checkout
  return {
    cart_id: cart_id + suffix,
    payment_session_id: payment_session_id && payment_session_id + suffix,
    payment_collection_id:
      payment_collection_id && payment_collection_id + suffix,
  }
}
