import type { BigNumberInput } from "@medusajs/framework/types"
import type { OrderWithSummary } from "./core-before-2-19"
import type { StepHandlerArguments, StepHandlerResult } from "./step-handler"

/**
 * What the extension knows of core's complete-cart workflow, kept here and nowhere else;
 * what only older cores do is in the file beside it, by version. The steps have had these
 * names from Medusa 2.8.4 to 2.21.2; before 2.8.4 there was no `release-lock-step`.
 */
export const CART_QUERY_STEP = "cart-query"
export const CREATE_ORDERS_STEP = "create-orders"
export const AUTHORIZE_PAYMENT_STEP = "authorize-payment-session-step"
export const ADD_TRANSACTION_STEP = "add-order-transaction"
export const ORDER_CREATED_HOOK = "orderCreated"
export const RELEASE_LOCK_STEP = "release-lock-step"

/** In the order in which they run. */
export const REQUIRED_STEPS = [
  CART_QUERY_STEP,
  CREATE_ORDERS_STEP,
  AUTHORIZE_PAYMENT_STEP,
  ADD_TRANSACTION_STEP,
  ORDER_CREATED_HOOK,
  RELEASE_LOCK_STEP,
]

export type CreatedOrder = OrderWithSummary & {
  id: string
  display_id: number | null
  currency_code: string
}

export type QueriedCart = {
  id: string
  payment_collection?: {
    amount: BigNumberInput
    payment_sessions?: { authorized_at: Date | string | null }[]
  } | null
}

export type AuthorizedPayment = {
  id: string
  amount: BigNumberInput
  captures?: { id: string; amount: BigNumberInput }[]
}

export type AddedTransaction = {
  id: string
  amount: BigNumberInput
  reference: string | null
  reference_id: string | null
}

const outputOf = (args: StepHandlerArguments, step: string): unknown =>
  args.invoke[step]?.output?.output

/** The order in what the step that creates orders gave back; `null` if it was skipped. */
export function toCreatedOrder(result: StepHandlerResult): CreatedOrder | null {
  const orders = result?.output?.output as CreatedOrder[] | undefined
  return orders?.[0] ?? null
}

/** The order that this run created; `null` if it was there before, or not yet. */
export function getCreatedOrder(
  args: StepHandlerArguments
): CreatedOrder | null {
  return toCreatedOrder(args.invoke[CREATE_ORDERS_STEP])
}

export function getQueriedCart(args: StepHandlerArguments): QueriedCart {
  return (outputOf(args, CART_QUERY_STEP) as { data: QueriedCart }).data
}

/** `null` if there was nothing to pay, or the authorization is deferred. */
export function getAuthorizedPayment(
  args: StepHandlerArguments
): AuthorizedPayment | null {
  return toAuthorizedPayment(args.invoke[AUTHORIZE_PAYMENT_STEP])
}

/** The payment in what the step that authorizes it gave back. */
export function toAuthorizedPayment(
  result: StepHandlerResult
): AuthorizedPayment | null {
  return (
    (result?.output?.output as AuthorizedPayment | null | undefined) ?? null
  )
}

/** Whether a payment session was authorized before this run, by an earlier attempt say. */
export function wasAuthorizedBefore(args: StepHandlerArguments): boolean {
  const { payment_collection } = getQueriedCart(args)
  return Boolean(
    payment_collection?.payment_sessions?.some(
      (session) => session.authorized_at
    )
  )
}

export function getAddedTransactions(
  args: StepHandlerArguments
): AddedTransaction[] {
  return (
    (outputOf(args, ADD_TRANSACTION_STEP) as AddedTransaction[] | null) ?? []
  )
}
