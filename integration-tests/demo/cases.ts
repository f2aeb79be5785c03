import {
  completeCart,
  createCart,
  type Checkout,
} from "../helpers/shop/checkout"
import { nestingParentWorkflow } from "../helpers/shop/parent-workflows"
import type { PaymentOutcome } from "../helpers/stand-ins/test-payment-provider"
import { collectUnhandledRejections } from "../helpers/watch/unhandled-rejections"
import { waitFor } from "../helpers/watch/wait-for"
import { failNextRelease } from "./failing-release"
import { shippingParentWorkflow } from "./shipping-parent"
import type { Truth } from "./truth"
import type { Stage } from "./stage"

/** What the plugin promises in a case. */
export type Expectation = Truth & {
  /** How often `order.placed` is heard. */
  placed: number
  /** The plugin's events in their order; a revert with what it says. */
  events: string[]
  /** What the caller got. */
  answer: "the order" | "the cart" | "an error"
}

export type Case = {
  title: string
  /** Completes the cart, and gives what the caller got. */
  run(stage: Stage, checkout: Checkout): Promise<Expectation["answer"]>
  outcome: PaymentOutcome
  expected: Expectation
}

const finalized = "order.finalized"
const reverted = (code: string, wasFinalized: boolean) =>
  `order.reverted ${code}${wasFinalized ? " was_finalized" : ""}`

const gone = { order: "gone", payment: null, record: "reverted" } as const

const overStoreApi: Case["run"] = async ({ backend }, { cart_id }) => {
  const { data } = await completeCart(backend, cart_id)
  return data.order ? "the order" : "the cart"
}

export const CASES: Case[] = [
  {
    title: "The payment is authorized",
    outcome: "authorized",
    run: overStoreApi,
    expected: {
      placed: 1,
      events: [finalized],
      answer: "the order",
      order: "there",
      payment: "authorized",
      record: "finalized",
      provider: "authorized",
    },
  },
  {
    title: "The payment is captured at once",
    outcome: "captured",
    run: overStoreApi,
    expected: {
      placed: 1,
      events: [finalized],
      answer: "the order",
      order: "there",
      payment: "captured",
      record: "finalized",
      provider: "captured",
    },
  },
  {
    title: "The bank refuses the payment",
    outcome: "error",
    run: overStoreApi,
    expected: {
      placed: 0,
      events: [reverted("workflow_failed", false)],
      answer: "the cart",
      ...gone,
      provider: "nothing",
    },
  },
  {
    title: "The payment is deferred, as with a bank transfer",
    outcome: "pending_authorization",
    run: overStoreApi,
    expected: {
      placed: 1,
      events: [],
      answer: "the order",
      order: "there",
      payment: "awaiting",
      record: "awaiting_payment",
      provider: "nothing",
    },
  },
  {
    title: "A workflow around it fails later on",
    outcome: "authorized",
    run: async ({ backend }, { cart_id }) => {
      const input = { cart_id, fails: true }
      return await answerOf(nestingParentWorkflow(backend.container), input)
    },
    expected: {
      placed: 0,
      events: [reverted("workflow_canceled", false)],
      answer: "an error",
      ...gone,
      provider: "canceled",
    },
  },
  {
    title: "A workflow that ran it to its end fails later on, and cancels it",
    outcome: "authorized",
    run: async ({ backend }, { cart_id }) =>
      await answerOf(shippingParentWorkflow(backend.container), { cart_id }),
    expected: {
      placed: 1,
      events: [finalized, reverted("workflow_canceled", true)],
      answer: "an error",
      ...gone,
      provider: "canceled",
    },
  },
  {
    title: "The event bus fails at the very end; the shop answers 200",
    outcome: "authorized",
    run: async (stage, checkout) => {
      let answer: Expectation["answer"] = "an error"
      failNextRelease(stage.backend.container)
      // The one that core leaves behind as it cancels the run (Medusa 2.21.2).
      await collectUnhandledRejections(async (rejections) => {
        answer = await overStoreApi(stage, checkout)
        await waitFor(() => rejections.length > 0)
      })
      return answer
    },
    expected: {
      placed: 0,
      events: [reverted("workflow_canceled", false)],
      answer: "the order",
      ...gone,
      provider: "canceled",
    },
  },
]

/** A cart that a customer has led up to the button that buys. */
export const prepareCheckout = async (
  { backend }: Stage,
  { outcome }: Case
): Promise<Checkout> => await createCart(backend, { outcome })

const answerOf = async <Input>(
  workflow: { run(args: { input: Input }): Promise<unknown> },
  input: Input
): Promise<Expectation["answer"]> =>
  await workflow.run({ input }).then(
    () => "the order",
    () => "an error"
  )
