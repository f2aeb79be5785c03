// What a user of the package may write, and what has to be an error in their editor. A line
// below `@ts-expect-error` that compiles is itself an error. Nothing of it ever runs.
/* eslint-disable @typescript-eslint/no-unused-vars -- arguments whose type alone counts */
import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import type { MedusaContainer } from "@medusajs/framework/types"
import {
  addFinalizationGate,
  OrderFinalizationEvents,
  OrderFinalizationStatus,
  OrderRevertedReason,
  processOnce,
  type FinalizationGate,
  type OrderEventMessage,
  type OrderFinalizationEventName,
  type OrderFinalizationOptions,
  type OrderFinalizationStatusValue,
  type OrderFinalizedEventData,
  type OrderRevertedEventData,
  type OrderRevertedReasonCode,
  type OrderRevertedReasonData,
  type RecordedReason,
} from "medusa-plugin-order-finalized"

const { FINALIZED, REVERTED } = OrderFinalizationEvents

/** Fails to compile if `Actual` is another type than `Expected`, `any` included. */
type Same<Actual, Expected> =
  (<T>() => T extends Actual ? 1 : 2) extends <T>() => T extends Expected
    ? 1
    : 2
    ? true
    : never

const same = <Actual, Expected>(_: Same<Actual, Expected>): void => {}

/** What core's loader does with the default export of a subscriber file. */
type SubscriberFile<T> = {
  default: (args: SubscriberArgs<T>) => Promise<void>
  config: SubscriberConfig
}

export const subscriberFiles: [
  SubscriberFile<OrderFinalizedEventData | OrderRevertedEventData>,
  SubscriberFile<OrderFinalizedEventData>,
  SubscriberFile<OrderRevertedEventData>,
] = [
  {
    default: processOnce("both", async () => {}),
    config: { event: Object.values(OrderFinalizationEvents) },
  },
  {
    default: processOnce("finalized", async () => {}),
    config: { event: FINALIZED },
  },
  {
    default: async ({ event }) => {
      same<typeof event.data.reason.code, OrderRevertedReasonCode>(true)
    },
    config: { event: [REVERTED] },
  },
]

processOnce("narrows", async ({ event, container }) => {
  same<typeof container, MedusaContainer>(true)
  same<typeof event, OrderEventMessage>(true)
  same<typeof event.name, "order.finalized" | "order.reverted">(true)
  same<typeof event.data.event_id, string>(true)
  same<typeof event.data.sequence, number>(true)
  same<typeof event.data.display_id, number | null>(true)

  if (event.name === FINALIZED) {
    same<typeof event.data, OrderFinalizedEventData>(true)
    same<typeof event.data.total, number>(true)
    same<
      typeof event.data.payment.status,
      "authorized" | "captured" | "not_required"
    >(true)
    same<typeof event.data.payment.transaction_ids, string[]>(true)
    // @ts-expect-error Of `order.reverted` alone.
    void event.data.was_finalized
  } else {
    same<typeof event.data, OrderRevertedEventData>(true)
    same<typeof event.data.reason.step, string | null>(true)
    // @ts-expect-error No free text: the message is in the record alone.
    void event.data.reason.message
    // @ts-expect-error Of `order.finalized` alone.
    void event.data.payment
  }

  switch (event.name) {
    case "order.finalized":
      same<typeof event.data.cart_id, string | null>(true)
      break
    case "order.reverted":
      same<typeof event.data.was_finalized, boolean>(true)
      break
    default:
      same<typeof event, never>(true)
  }

  // @ts-expect-error Which of the two events it is has to be asked first.
  void event.data.total
  // @ts-expect-error Which of the two events it is has to be asked first.
  void event.data.reason
  // @ts-expect-error There is no such field.
  void event.data.order_id
  // @ts-expect-error No personal data.
  void event.data.email
  // @ts-expect-error There is no such event.
  void (event.name === "order.placed")
})

// @ts-expect-error The order's ID is not its number.
processOnce("types", async ({ event }) => void (event.data.id === 1))
// @ts-expect-error A handler gives back a promise, or an error in it would get lost.
processOnce("not-async", () => {})
// @ts-expect-error There is no such input.
processOnce("inputs", async ({ events }) => void events)
// @ts-expect-error The consumer has a name.
processOnce(async () => {})

export const names: OrderFinalizationEventName[] = [
  "order.finalized",
  REVERTED,
  // @ts-expect-error There is no such event.
  "order.finalised",
]
// @ts-expect-error There is no such event.
void OrderFinalizationEvents.PLACED

export const codes: OrderRevertedReasonCode[] = [
  "workflow_failed",
  OrderRevertedReason.PAYMENT_EXPIRED,
  // @ts-expect-error There is no such code.
  "payment_refused",
]
// @ts-expect-error There is no such code.
void OrderRevertedReason.REFUSED

export const isExpired = ({ reason }: OrderRevertedEventData): boolean =>
  // @ts-expect-error There is no such code.
  reason.code === "expired" || reason.code === "payment_expired"

export const announced: OrderRevertedReasonData = {
  code: "payment_failed",
  step: null,
  // @ts-expect-error No free text: the message is in the record alone.
  message: "Declined",
}
export const recorded: RecordedReason = { ...announced, message: "Declined" }
// @ts-expect-error The record says whether there was a message.
export const unrecorded: RecordedReason = announced

export const statuses: OrderFinalizationStatusValue[] = [
  "needs_review",
  OrderFinalizationStatus.ON_HOLD,
  // @ts-expect-error There is no such status.
  "held",
]

addFinalizationGate("passes", async () => ({ pass: true }))
addFinalizationGate("holds", async ({ order_id, container }) => {
  same<typeof order_id, string>(true)
  same<typeof container, MedusaContainer>(true)
  return { hold: `score of ${order_id}` }
})
// @ts-expect-error It passes, or says why not.
addFinalizationGate("yes", async () => ({ pass: "yes" }))
// @ts-expect-error It says why it does not pass.
addFinalizationGate("no", async () => ({ pass: false }))
// @ts-expect-error It says why it holds, in words.
addFinalizationGate("unsaid", async () => ({ hold: true }))
// @ts-expect-error It answers.
addFinalizationGate("silent", async () => {})

export const gate: FinalizationGate = async (input) => {
  // @ts-expect-error There is no such input.
  void input.order
  return { pass: true }
}

export const options: OrderFinalizationOptions[] = [
  {},
  {
    finalizeOn: "captured",
    awaitingPaymentTimeout: null,
    revertedEvents: "finalized",
    reconcileAfter: "30s",
    eventRetention: "90d",
    cloudEventsSource: "https://shop.example.com",
  },
  // @ts-expect-error "authorized" or "captured".
  { finalizeOn: "paid" },
  // @ts-expect-error With its unit.
  { awaitingPaymentTimeout: 7 },
  // @ts-expect-error It always has one.
  { reconcileAfter: null },
  // @ts-expect-error "all" or "finalized".
  { revertedEvents: true },
  // @ts-expect-error There is no such option.
  { finaliseOn: "captured" },
]

// Moving from `order.placed`, whose data is `{ id }`, asks for no other type.
export const fromOrderPlaced: (
  args: SubscriberArgs<{ id: string }>
) => Promise<void> = async ({ event }) => void event.data.id
export const asFinalized: (
  args: SubscriberArgs<OrderFinalizedEventData>
) => Promise<void> = fromOrderPlaced
