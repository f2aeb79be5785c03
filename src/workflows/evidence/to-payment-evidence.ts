import {
  BigNumber,
  MathBN,
  PaymentCollectionStatus,
  PaymentSessionStatus,
} from "@medusajs/framework/utils"
import type { BigNumberInput } from "@medusajs/framework/types"
import {
  PROVIDER_NOT_ASKED,
  type PaymentEvidence,
  type ProviderEvidence,
} from "../../modules/order-finalization/decide"

/** What is read of an order's payments, by a run's outputs or from the database. */
export type PaymentSource = {
  /** The order's total now, in major units. */
  total: BigNumberInput
  collections: SourceCollection[]
  transactions: SourceTransaction[]
}

export type SourceCollection = {
  status?: string
  amount: BigNumberInput
  payment_sessions?: SourceSession[]
  payments?: SourcePayment[]
}

export type SourceSession = {
  id: string
  status: string
  provider_id: string
  authorized_at: Date | string | null
}

export type SourcePayment = {
  amount: BigNumberInput
  payment_session_id?: string | null
  canceled_at?: Date | string | null
  captures?: { id: string; amount: BigNumberInput }[]
  refunds?: { amount: BigNumberInput }[]
}

export type SourceTransaction = {
  id: string
  amount: BigNumberInput
  reference: string | null
  reference_id: string | null
}

/** A session that may still bring money: core ends the others as failed or cancelled. */
const LIVING: string[] = [
  PaymentSessionStatus.PENDING,
  PaymentSessionStatus.REQUIRES_MORE,
  PaymentSessionStatus.PENDING_AUTHORIZATION,
]

/** Whether a status, core's or the provider's own, says that a payment failed or was cancelled. */
export const isRefused = (status: string): boolean =>
  status === PaymentSessionStatus.ERROR ||
  status === PaymentSessionStatus.CANCELED

export const isOnItsWay = ({ status, authorized_at }: SourceSession) =>
  !authorized_at && LIVING.includes(status)

/** The order's payments that were not cancelled. A cancelled collection may hold money. */
export const toLivingPayments = ({ collections }: PaymentSource) =>
  toAllPayments(collections).filter((payment) => !payment.canceled_at)

/** Builds the evidence of payment, for the last step of checkout and for settling alike. */
export function toPaymentEvidence(
  source: PaymentSource,
  provider: ProviderEvidence = PROVIDER_NOT_ASKED
): PaymentEvidence {
  const { total, collections, transactions } = source
  const asking = collections.filter(
    ({ status }) => status !== PaymentCollectionStatus.CANCELED
  )
  const payments = toLivingPayments(source)
  const sessions = asking.flatMap(toSessions)
  const hasPayments = toAllPayments(collections).length > 0
  const captures = payments.flatMap((payment) => payment.captures ?? [])
  const refunded = sum(payments.flatMap((payment) => payment.refunds ?? []))
  const recorded = transactions.filter(
    ({ reference }) => reference === "capture"
  )
  const recordedIds = new Set(recorded.map(({ reference_id }) => reference_id))
  // A marketplace's seller order, or a renewal: paid by what its transactions say.
  const own = collections.length ? null : sum(transactions.filter(isMoney))
  const authorized = own ?? MathBN.sub(sum(payments), refunded)

  return {
    is_asked_for: asking.length > 0,
    has_ended:
      hasPayments && MathBN.lte(authorized, 0) && !sessions.some(isOnItsWay),
    has_failed:
      !hasPayments &&
      sessions.length > 0 &&
      sessions.every(({ status }) => isRefused(status)),
    required_amount: toRequiredAmount(total, asking),
    authorized_amount: toNumber(authorized),
    captured_amount: toNumber(own ?? MathBN.sub(sum(captures), refunded)),
    transaction_ids: recorded.map(({ id }) => id),
    unrecorded_capture_ids: payments
      .filter(holdsCapture)
      .flatMap((payment) => payment.captures ?? [])
      .map(({ id }) => id)
      .filter((id) => !recordedIds.has(id)),
    provider,
  }
}

/**
 * The smaller of what the collections ask for and the order's total: after a partial
 * refund core lowers the total, and the collection goes on asking for all (Medusa 2.21.2).
 */
function toRequiredAmount(
  total: BigNumberInput,
  asking: SourceCollection[]
): number {
  if (MathBN.lte(total, 0)) {
    return 0
  }
  return toNumber(asking.length ? MathBN.min(sum(asking), total) : total)
}

/**
 * Whether captured money is left. Core refunds what an undone attempt captured, and the
 * next attempt shares its payment collection (Medusa 2.21.2): that capture has no
 * transaction on the new order, and needs none.
 */
function holdsCapture({ captures = [], refunds = [] }: SourcePayment) {
  return MathBN.gt(sum(captures), sum(refunds))
}

/** A refund is recorded as a negative amount. */
function isMoney({ reference }: SourceTransaction) {
  return reference === "capture" || reference === "refund"
}

const toAllPayments = (collections: SourceCollection[]) =>
  collections.flatMap(({ payments }) => payments ?? []).filter(Boolean)

export const toSessions = ({ payment_sessions }: SourceCollection) =>
  (payment_sessions ?? []).filter(Boolean)

const sum = (items: { amount: BigNumberInput }[]) =>
  MathBN.sum(0, ...items.map(({ amount }) => amount))

const toNumber = (amount: BigNumberInput) => new BigNumber(amount).numeric
