import { type ApiResponse, postOrThrow } from "../backend/api"
import type { Backend } from "../backend/backend"
import type { PaymentOutcome } from "../stand-ins/test-payment-provider"

export type CartOptions = {
  /** What the bank will answer. @default "authorized" */
  outcome?: PaymentOutcome
  /** @default one piece of the variant with plenty in stock */
  items?: { variant_id: string; quantity: number }[]
  /** Anything else that the test payment provider shall be given. */
  sessionData?: Record<string, unknown>
}

export type Checkout = {
  cart_id: string
  /** Null if there is nothing to pay. */
  payment_session_id: string | null
  payment_collection_id: string | null
}

const address = {
  first_name: "Ada",
  last_name: "Lovelace",
  address_1: "Hauptstr. 1",
  city: "Berlin",
  postal_code: "10115",
  country_code: "de",
}

/** What a customer's browser knows of a backend, in whatever process it runs. */
export type Storefront = Pick<Backend, "api" | "storeHeaders" | "seed">

/** Leads a customer through the Store API, up to the button that buys. */
export const createCart = async (
  { api, storeHeaders, seed }: Storefront,
  { outcome = "authorized", items, sessionData }: CartOptions = {}
): Promise<Checkout> => {
  const post = async (path: string, body: unknown) =>
    await postOrThrow(api, path, body, storeHeaders)

  const lines = items ?? [{ variant_id: seed.variants.plenty, quantity: 1 }]
  const isFree = lines.every((line) => line.variant_id === seed.variants.free)
  const { cart } = await post("/store/carts", {
    region_id: seed.region_id,
    sales_channel_id: seed.sales_channel_id,
    email: "customer@example.com",
    shipping_address: address,
    billing_address: address,
    items: lines,
  })
  await post(`/store/carts/${cart.id}/shipping-methods`, {
    option_id: isFree ? seed.free_shipping_option_id : seed.shipping_option_id,
  })
  if (isFree) {
    return {
      cart_id: cart.id,
      payment_session_id: null,
      payment_collection_id: null,
    }
  }
  const collection = await post("/store/payment-collections", {
    cart_id: cart.id,
  })
  const payment_collection_id: string = collection.payment_collection.id
  const { payment_collection } = await post(
    `/store/payment-collections/${payment_collection_id}/payment-sessions`,
    { provider_id: "pp_test_test", data: { ...sessionData, outcome } }
  )
  return {
    cart_id: cart.id,
    payment_session_id: payment_collection.payment_sessions[0].id,
    payment_collection_id,
  }
}

/** On success `data` is `{ type: "order", order }`, else `{ type: "cart", ... }`. */
export const completeCart = async (
  { api, storeHeaders }: Omit<Storefront, "seed">,
  cartId: string
): Promise<ApiResponse> =>
  await api.post(`/store/carts/${cartId}/complete`, {}, storeHeaders)

export type Webhook = {
  /** A value of core's PaymentActions: "captured" stands for its SUCCESSFUL. */
  action: string
  session_id: string
  amount: number
  /** Whether it comes late, or of another attempt: it is not how the bank stands now. */
  is_stale?: boolean
}

/** What the bank reports; the backend answers at once and works on it later. */
export const sendWebhook = async (
  { api }: Pick<Backend, "api">,
  webhook: Webhook
): Promise<ApiResponse> => await api.post("/hooks/payment/test_test", webhook)
