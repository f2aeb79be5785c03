import type { BrowserContext } from "../helpers/browser/describe-in-browser"
import { completeCart, type CartOptions } from "../helpers/shop/checkout"
import { readyCart } from "../helpers/shop/ready-cart"
import { waitFor } from "../helpers/watch/wait-for"

export type Sold = {
  id: string
  display_id: number
  total: number
  payment_session_id: string
}

/** Sells, and waits until the record says so. */
export const sell = async (
  context: BrowserContext,
  status: string,
  options: CartOptions = {}
): Promise<Sold> => {
  const { cart_id, payment_session_id } = await readyCart(context, options)
  const { order } = (await completeCart(context, cart_id)).data
  await untilStatus(context, order.id, status)
  return {
    id: order.id,
    display_id: order.display_id,
    total: order.total,
    payment_session_id: payment_session_id!,
  }
}

export const untilStatus = async (
  { api, adminHeaders }: BrowserContext,
  orderId: string,
  status: string
): Promise<void> => {
  const path = `/admin/orders/${orderId}/finalization`
  await waitFor(
    async () => {
      const { data } = await api.get(path, adminHeaders)
      return data.order_finalization?.status === status
    },
    { timeout: 20_000, message: `${orderId} to be ${status}` }
  )
}
