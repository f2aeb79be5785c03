import {
  BigNumber,
  ContainerRegistrationKeys,
  MathBN,
  OrderStatus,
  PaymentCollectionStatus,
} from "@medusajs/framework/utils"
import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import type {
  Evidence,
  PaymentEvidence,
} from "../../modules/order-finalization/decide"

const FIELDS = [
  "id",
  "status",
  "canceled_at",
  "currency_code",
  "total",
  "display_id",
  "cart.id",
  "transactions.id",
  "transactions.reference",
  "transactions.reference_id",
  "payment_collections.id",
  "payment_collections.status",
  "payment_collections.amount",
  "payment_collections.payment_sessions.authorized_at",
  "payment_collections.payments.id",
  "payment_collections.payments.amount",
  "payment_collections.payments.canceled_at",
  "payment_collections.payments.captures.id",
  "payment_collections.payments.captures.amount",
  "payment_collections.payments.refunds.amount",
]

type QueriedOrder = {
  id: string
  status: string
  canceled_at: Date | string | null
  currency_code: string
  total: BigNumberInput
  display_id: number | null
  cart?: { id: string } | null
  transactions?: {
    id: string
    reference: string | null
    reference_id: string | null
  }[]
  payment_collections?: {
    id: string
    status: string
    amount: BigNumberInput
    payment_sessions?: { authorized_at: Date | string | null }[]
    payments?: {
      id: string
      amount: BigNumberInput
      canceled_at: Date | string | null
      captures?: { id: string; amount: BigNumberInput }[]
      refunds?: { amount: BigNumberInput }[]
    }[]
  }[]
}

type QueriedPayment = NonNullable<
  NonNullable<QueriedOrder["payment_collections"]>[number]["payments"]
>[number]

export type OrderEvidence = Pick<Evidence, "order" | "payment">

/** Reads from core what is true of an order and its payments right now. */
export async function gatherOrderEvidence(
  container: MedusaContainer,
  orderId: string
): Promise<OrderEvidence> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: FIELDS,
    filters: { id: orderId },
  })
  // The graph's types do not know which links a backend has.
  const order = (data as unknown as QueriedOrder[])[0]
  if (!order) {
    return { order: null, payment: toPaymentEvidence(null) }
  }
  return {
    order: {
      is_canceled:
        order.status === OrderStatus.CANCELED || Boolean(order.canceled_at),
      canceled_at: order.canceled_at ? new Date(order.canceled_at) : null,
      currency_code: order.currency_code,
      total: toNumber(order.total),
      display_id: order.display_id,
      cart_id: order.cart?.id ?? null,
    },
    payment: toPaymentEvidence(order),
  }
}

function toPaymentEvidence(order: QueriedOrder | null): PaymentEvidence {
  const collections = (order?.payment_collections ?? []).filter(
    ({ status }) => status !== PaymentCollectionStatus.CANCELED
  )
  // A cancelled order's collections are cancelled, but may hold money all the same.
  const all = (order?.payment_collections ?? [])
    .flatMap((collection) => collection.payments ?? [])
    .filter(Boolean)
  const payments = all.filter((payment) => !payment.canceled_at)
  const isOnItsWay = collections
    .flatMap((collection) => collection.payment_sessions ?? [])
    .some((session) => session && !session.authorized_at)
  const captures = payments.flatMap((payment) => payment.captures ?? [])
  const refunded = sum(
    payments.flatMap((payment) => payment.refunds ?? []).map(toAmount)
  )
  const transactions = (order?.transactions ?? []).filter(
    ({ reference }) => reference === "capture"
  )
  const recorded = new Set(transactions.map(({ reference_id }) => reference_id))

  return {
    is_asked_for: collections.length > 0,
    is_canceled: all.length > 0 && !payments.length && !isOnItsWay,
    required_amount: toRequiredAmount(order, collections),
    authorized_amount: toNumber(
      MathBN.sub(sum(payments.map(toAmount)), refunded)
    ),
    captured_amount: toNumber(
      MathBN.sub(sum(captures.map(toAmount)), refunded)
    ),
    transaction_ids: transactions.map(({ id }) => id),
    unrecorded_capture_ids: payments
      .filter(holdsCapture)
      .flatMap((payment) => payment.captures ?? [])
      .map(({ id }) => id)
      .filter((id) => !recorded.has(id)),
  }
}

/** What the collections ask for; an order that nobody was asked to pay asks its total. */
function toRequiredAmount(
  order: QueriedOrder | null,
  collections: { amount: BigNumberInput }[]
): number {
  if (!order || MathBN.lte(order.total, 0)) {
    return 0
  }
  return toNumber(
    collections.length ? sum(collections.map(toAmount)) : order.total
  )
}

/**
 * Whether captured money is left. Core refunds what an undone attempt captured, and the
 * next attempt shares its payment collection (Medusa 2.21.2): that capture has no
 * transaction on the new order, and needs none.
 */
function holdsCapture({ captures = [], refunds = [] }: QueriedPayment) {
  return MathBN.gt(sum(captures.map(toAmount)), sum(refunds.map(toAmount)))
}

const toAmount = ({ amount }: { amount: BigNumberInput }) => amount

const sum = (amounts: BigNumberInput[]) => MathBN.sum(0, ...amounts)

const toNumber = (amount: BigNumberInput) => new BigNumber(amount).numeric
