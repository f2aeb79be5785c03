import {
  BigNumber,
  ContainerRegistrationKeys,
  OrderStatus,
} from "@medusajs/framework/utils"
import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import type {
  Evidence,
  ProviderEvidence,
} from "../../modules/order-finalization/decide"
import { createLimit } from "../../utils/limit"
import {
  toPaymentEvidence,
  type PaymentSource,
  type SourceCollection,
  type SourceTransaction,
} from "./to-payment-evidence"

const FIELDS = [
  "id",
  "status",
  "canceled_at",
  "currency_code",
  "total",
  "display_id",
  "cart.id",
  "transactions.id",
  "transactions.amount",
  "transactions.reference",
  "transactions.reference_id",
  "payment_collections.id",
  "payment_collections.status",
  "payment_collections.amount",
  "payment_collections.payment_sessions.id",
  "payment_collections.payment_sessions.status",
  "payment_collections.payment_sessions.provider_id",
  "payment_collections.payment_sessions.authorized_at",
  "payment_collections.payments.id",
  "payment_collections.payments.amount",
  "payment_collections.payments.payment_session_id",
  "payment_collections.payments.canceled_at",
  "payment_collections.payments.captures.id",
  "payment_collections.payments.captures.amount",
  "payment_collections.payments.refunds.amount",
]

/** Each read keeps the process busy: many at once would hold the shop's own events up. */
const inTurn = createLimit(3)

type QueriedOrder = {
  id: string
  status: string
  canceled_at: Date | string | null
  currency_code: string
  total: BigNumberInput
  display_id: number | null
  cart?: { id: string } | null
  transactions?: SourceTransaction[]
  payment_collections?: (SourceCollection | null)[]
}

/** What core says of an order that was cancelled, by either of the two. */
export const isCanceled = (order: {
  status: string
  canceled_at?: Date | string | null
}): boolean =>
  order.status === OrderStatus.CANCELED || Boolean(order.canceled_at)

export type GatheredOrder = Pick<Evidence, "order" | "payment">

/**
 * Reads from core what is true of an order and its payments right now.
 *
 * @param ask - Asks the payment provider what core may not know.
 */
export async function gatherOrderEvidence(
  container: MedusaContainer,
  orderId: string,
  ask: (source: PaymentSource) => Promise<ProviderEvidence>
): Promise<GatheredOrder> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await inTurn(() =>
    query.graph({ entity: "order", fields: FIELDS, filters: { id: orderId } })
  )
  // The graph's types do not know which links a backend has.
  const order = (data as unknown as QueriedOrder[])[0]
  const source: PaymentSource = {
    total: order?.total ?? 0,
    collections: (order?.payment_collections ?? []).filter(
      (collection) => collection !== null
    ),
    transactions: order?.transactions ?? [],
  }
  if (!order) {
    return { order: null, payment: toPaymentEvidence(source) }
  }
  return {
    order: {
      is_canceled: isCanceled(order),
      currency_code: order.currency_code,
      total: new BigNumber(order.total).numeric,
      display_id: order.display_id,
      cart_id: order.cart?.id ?? null,
    },
    payment: toPaymentEvidence(source, await ask(source)),
  }
}
