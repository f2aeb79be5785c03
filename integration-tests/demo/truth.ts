import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { Backend } from "../helpers/backend/backend"
import type { Checkout } from "../helpers/shop/checkout"
import { paymentLedger } from "../helpers/stand-ins/payment-ledger"

/** What is true of a cart's order, whatever anybody was told. */
export type Truth = {
  order: "there" | "gone"
  /** The order's payment status, as the Admin API gives it. */
  payment: string | null
  /** The status of its finalization. */
  record: string | null
  /** What the payment provider has last done for this cart. */
  provider: "nothing" | "authorized" | "captured" | "canceled"
}

export type OrderName = { order_id: string | null; display_id: number | null }

/** Reads the database and the payment provider's own ledger. */
export const readTruth = async (
  { api, adminHeaders, container }: Backend,
  { cart_id, payment_session_id }: Checkout
): Promise<Truth & OrderName> => {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order_finalization",
    fields: ["order_id", "display_id", "status"],
    filters: { cart_id },
  })
  const record = data[0]
  const { status, data: body } = record
    ? await api.get(`/admin/orders/${record.order_id}`, adminHeaders)
    : { status: 404, data: null }
  if (status !== 200 && status !== 404) {
    throw new Error(`The order cannot be read: ${JSON.stringify(body)}`)
  }
  return {
    order: status === 200 ? "there" : "gone",
    payment: status === 200 ? body.order.payment_status : null,
    record: record?.status ?? null,
    provider: readProvider(payment_session_id),
    order_id: record?.order_id ?? null,
    display_id: record?.display_id ?? null,
  }
}

const readProvider = (sessionId: string | null): Truth["provider"] => {
  const account = paymentLedger.get(sessionId ?? "")
  if (account.canceled) {
    return "canceled"
  }
  if (account.captured > account.refunded) {
    return "captured"
  }
  return account.authorized > 0 ? "authorized" : "nothing"
}
