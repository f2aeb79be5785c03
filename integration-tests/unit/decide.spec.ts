import * as fc from "fast-check"
import { FREE_ORDER } from "../helpers/shop/free-order"
import {
  decide,
  OPENED_RECORD,
  PROVIDER_NOT_ASKED,
  toFinalizedPayment,
  toShortfall,
  type Evidence,
  type RecordEvidence,
} from "../../src/modules/order-finalization/decide"
import {
  OrderFinalizationEvents,
  OrderFinalizationStatus,
  OrderRevertedReason,
} from "../../src/modules/order-finalization/types"

const STATUSES = Object.values(OrderFinalizationStatus)

/** What a status may lead to. */
const LEADS_TO: Record<string, string[]> = {
  pending: STATUSES,
  awaiting_payment: ["awaiting_payment", "finalized", "reverted", "on_hold"],
  on_hold: ["on_hold", "finalized", "reverted"],
  finalized: ["finalized", "reverted"],
  reverted: ["reverted"],
  needs_review: ["needs_review", "finalized", "reverted"],
}

/** Some as core makes them of prices without tax: no money is that small. */
const amount = fc.constantFrom(
  ...[0, 0, 0, 0.004, 0.1, 0.3, 10.33, 10.3322375, 20, 1033, 1033.4]
)

const sometimes = fc.oneof(
  { weight: 3, arbitrary: fc.constant(false) },
  { weight: 1, arbitrary: fc.constant(true) }
)

const evidence: fc.Arbitrary<Evidence> = fc.record({
  order: fc.option(
    fc.record({
      is_canceled: sometimes,
      currency_code: fc.constantFrom("eur", "jpy", "bhd"),
      total: amount,
      display_id: fc.option(fc.nat()),
      cart_id: fc.constant("cart_1"),
    })
  ),
  payment: fc.record({
    is_asked_for: fc.boolean(),
    has_ended: sometimes,
    has_failed: sometimes,
    required_amount: amount,
    authorized_amount: amount,
    captured_amount: amount,
    transaction_ids: fc.constant([]),
    unrecorded_capture_ids: fc.constantFrom([], [], ["capt_1"]),
    provider: fc.record({
      noticed_session_ids: fc.constantFrom([], ["payses_1"]),
      has_refused: fc.boolean(),
      has_revoked: sometimes,
      holds_money: sometimes,
      is_silent: sometimes,
    }),
  }),
  run: fc.record({
    state: fc.constantFrom(
      ...(["running", "finished", "finished", "undone", "lost"] as const)
    ),
    failed_step: fc.constantFrom(null, "authorize-payment-session-step"),
    error_message: fc.constant("Payment authorization failed"),
  }),
  hold_reason: fc.constantFrom(null, "fraud: score 87"),
})

/** Of an order that stands and for which nobody holds money: the others seldom are. */
const unpaid = evidence.map(({ order, payment, ...rest }) => ({
  ...rest,
  order: order && { ...order, is_canceled: false },
  payment: {
    ...payment,
    has_ended: false,
    authorized_amount: 0,
    captured_amount: 0,
    unrecorded_capture_ids: [],
  },
}))

const record: fc.Arbitrary<RecordEvidence> = fc.record({
  status: fc.constantFrom(...STATUSES),
  review_reason: fc.constantFrom(null, null, "A person should look."),
  last_step_reached: fc.boolean(),
  is_published: fc.boolean(),
  canceling_code: fc.constantFrom(
    ...([null, null, "payment_expired", "payment_failed"] as const)
  ),
  is_overdue: fc.boolean(),
  is_released: sometimes,
  accepts_amount: fc.boolean(),
})

const rule = fc.constantFrom("authorized" as const, "captured" as const)

const always = (
  property: (
    ...args: [Evidence, RecordEvidence, "authorized" | "captured"]
  ) => void
) =>
  fc.assert(fc.property(fc.oneof(evidence, unpaid), record, rule, property), {
    numRuns: 5000,
  })

describe("decide", () => {
  it("leads from each status only to what the contract names", () => {
    always((evidence, record, rule) => {
      const { status } = decide(evidence, record, rule)
      expect(LEADS_TO[record.status]).toContain(status)
    })
  })

  it("never reverts an order in silence that money is held for", () => {
    always((evidence, record, rule) => {
      const { status, review_reason } = decide(evidence, record, rule)
      const { authorized_amount, captured_amount } = evidence.payment
      if (status === "reverted" && authorized_amount + captured_amount > 1) {
        expect(review_reason).toContain("money")
      }
    })
  })

  it("records an event exactly when the status becomes final", () => {
    always((evidence, record, rule) => {
      const { status, event } = decide(evidence, record, rule)
      const isNew = status !== record.status
      const expected =
        isNew && status === "finalized"
          ? OrderFinalizationEvents.FINALIZED
          : isNew && status === "reverted"
            ? OrderFinalizationEvents.REVERTED
            : null
      expect(event).toBe(expected)
    })
  })

  it("finalizes only on all of the evidence", () => {
    always((evidence, record, rule) => {
      const { event } = decide(evidence, record, rule)
      if (event !== OrderFinalizationEvents.FINALIZED) {
        return
      }
      expect(evidence.order?.is_canceled).toBe(false)
      // A person may release an order from a lost run or from a gate, and accept what was
      // paid for it, knowingly.
      if (!(record.is_released && record.accepts_amount)) {
        const { currency_code } = evidence.order!
        expect(
          toFinalizedPayment(evidence.payment, rule, currency_code)
        ).not.toBeNull()
        expect(evidence.payment.unrecorded_capture_ids).toEqual([])
      }
      if (!record.is_released) {
        expect(evidence.run.state).toBe("finished")
        expect(evidence.hold_reason).toBeNull()
        const { provider, authorized_amount, captured_amount } =
          evidence.payment
        // Of money that was all given back it does not matter what the provider says.
        const holdsMoney = Math.max(authorized_amount, captured_amount) >= 1
        expect(provider.has_revoked && holdsMoney).toBe(false)
      }
    })
  })

  it("never waits in silence for a payment that was cancelled or given back", () => {
    always((evidence, record, rule) => {
      const { payment, run } = evidence
      fc.pre(payment.has_ended && run.state === "finished")
      const { status, review_reason } = decide(evidence, record, rule)
      if (status === "awaiting_payment") {
        expect(review_reason).not.toBeNull()
      }
    })
  })

  it("reverts only an order that is gone or cancelled, and says why", () => {
    always((evidence, record, rule) => {
      const outcome = decide(evidence, record, rule)
      if (outcome.event !== OrderFinalizationEvents.REVERTED) {
        return
      }
      expect(evidence.order?.is_canceled ?? true).toBe(true)
      expect(Object.values(OrderRevertedReason)).toContain(outcome.reason.code)
    })
  })

  it("reverts a finalized order for a cancel only while order.finalized has not been published", () => {
    always(({ order, ...evidence }, record, rule) => {
      fc.pre(order !== null)
      const canceled = { ...evidence, order: { ...order!, is_canceled: true } }
      const { event } = decide(
        canceled,
        { ...record, status: "finalized" },
        rule
      )
      expect(event).toBe(
        record.is_published ? null : OrderFinalizationEvents.REVERTED
      )
    })
  })

  it("has an order cancelled only while it waits, for a refused or late payment, with no money held", () => {
    let cancels = 0
    always((evidence, record, rule) => {
      const outcome = decide(evidence, record, rule)
      if (outcome.event !== null || !outcome.cancel) {
        return
      }
      cancels++
      const { payment, run, order } = evidence
      expect(outcome.status).toBe("awaiting_payment")
      expect(["pending", "awaiting_payment"]).toContain(record.status)
      expect(order?.is_canceled).toBe(false)
      // A person's release is the only way past a run that has not ended well.
      expect(run.state === "finished" || record.is_released).toBe(true)
      expect(record.review_reason === null || !!record.canceling_code).toBe(
        true
      )
      for (const amount of [
        payment.authorized_amount,
        payment.captured_amount,
      ]) {
        expect(amount).toBeLessThan(
          order?.currency_code === "jpy" ? 0.5 : 0.005
        )
      }
      expect(payment.unrecorded_capture_ids).toEqual([])
      const { has_refused, holds_money, is_silent } = payment.provider
      expect(outcome.cancel).toBe(
        has_refused ? "payment_failed" : "payment_expired"
      )
      if (!has_refused) {
        expect(record.is_overdue && payment.is_asked_for).toBe(true)
        expect(holds_money || is_silent).toBe(false)
      }
    })
    expect(cancels).toBeGreaterThan(0)
  })

  it("tells a person of whatever is overdue and not to be cancelled", () => {
    always((evidence, record, rule) => {
      const { payment, run } = evidence
      fc.pre(run.state === "finished" && record.is_overdue)
      const outcome = decide(evidence, record, rule)
      if (outcome.status === "awaiting_payment" && payment.is_asked_for) {
        const isCanceling = outcome.event === null && outcome.cancel !== null
        // What a person was told about is gone: the next look decides.
        const isSettling = record.review_reason !== null
        expect(
          isCanceling || isSettling || outcome.review_reason !== null
        ).toBe(true)
      }
    })
  })

  it("shows a webhook's notice on an order that a gate holds", () => {
    const held = (provider: object) =>
      decide(
        {
          ...FREE_ORDER,
          payment: {
            ...FREE_ORDER.payment,
            authorized_amount: 10,
            provider: { ...PROVIDER_NOT_ASKED, ...provider },
          },
          hold_reason: "fraud: score 87",
        },
        OPENED_RECORD,
        "authorized"
      )
    expect(held({})).toMatchObject({
      status: "on_hold",
      hold_reason: "fraud: score 87",
      review_reason: "Held by a gate, fraud: score 87",
    })
    expect(held({ noticed_session_ids: ["payses_1"] }).review_reason).toContain(
      "payses_1"
    )
    expect(held({ has_revoked: true }).review_reason).toBe(
      "Held by a gate, fraud: score 87. The payment provider says that the payment failed or was cancelled, though it is authorized here."
    )
  })

  it("decides the same of the same evidence, and nothing more the second time", () => {
    always((evidence, record, rule) => {
      const first = decide(evidence, record, rule)
      expect(decide(evidence, record, rule)).toEqual(first)
      // An event that is recorded has not been published yet.
      const isReverted =
        first.status === "finalized" && evidence.order?.is_canceled
      fc.pre(!isReverted)
      const second = decide(
        evidence,
        {
          ...record,
          status: first.status,
          review_reason: first.review_reason,
        },
        rule
      )
      expect(second.event).toBeNull()
      expect(second.status).toBe(first.status)
    })
  })

  it("never gives up waiting for a run that may still be running", () => {
    always((evidence, record, rule) => {
      const isWaiting = evidence.run.state === "running" && !record.is_released
      if (!isWaiting || evidence.order?.is_canceled) {
        return
      }
      expect(decide(evidence, record, rule).status).toBe(record.status)
    })
  })

  it("says that a payment has failed, and lets its time run out all the same", () => {
    const payment = {
      ...FREE_ORDER.payment,
      required_amount: 10,
      has_failed: true,
    }
    const evidence: Evidence = { ...FREE_ORDER, payment }
    const record = { ...OPENED_RECORD, status: "awaiting_payment" as const }
    expect(decide(evidence, record, "authorized")).toMatchObject({
      status: "awaiting_payment",
      cancel: null,
      review_reason:
        "The order's payment has failed, and no other is on its way.",
    })
    const late = { ...record, is_overdue: true }
    expect(decide(evidence, late, "authorized")).toMatchObject({
      cancel: "payment_expired",
      review_reason: null,
    })
  })

  it.each([
    // currency, asked for, paid, whether it is covered
    ["eur", 10.3322375, 10.33, true],
    ["eur", 10.3322375, 10.32, false],
    ["eur", 10.335, 10.34, true],
    ["eur", 10.336, 10.33, false],
    ["eur", 0.3, 0.1 + 0.2, true],
    ["jpy", 1033.4, 1033, true],
    ["jpy", 1033.6, 1033, false],
    ["bhd", 1.0004, 1, true],
    ["bhd", 1.0006, 1, false],
    ["no currency", 1.0000001, 1, false],
  ])(
    "compares amounts at the precision of %s: %d is asked for, %d paid",
    (currency, required_amount, paid, isCovered) => {
      const payment = {
        ...FREE_ORDER.payment,
        required_amount,
        authorized_amount: paid,
      }
      const captured = { ...payment, captured_amount: paid }
      const status = (of: typeof payment, rule: "authorized" | "captured") =>
        toFinalizedPayment(of, rule, currency)?.status
      expect(status(payment, "authorized")).toBe(
        isCovered ? "authorized" : undefined
      )
      expect(status(captured, "authorized")).toBe(
        isCovered ? "captured" : undefined
      )
      expect(status(captured, "captured")).toBe(
        isCovered ? "captured" : undefined
      )
      expect(status(payment, "captured")).toBeUndefined()
      expect(toShortfall(payment, "authorized", currency) > 0).toBe(!isCovered)
    }
  )

  it("names the failed step of an undone run, and a run without one as cancelled", () => {
    const reasonOf = (run: Evidence["run"]) => {
      const outcome = decide(
        { ...FREE_ORDER, order: null, run },
        OPENED_RECORD,
        "authorized"
      )
      return outcome.event === "order.reverted" ? outcome.reason : null
    }
    expect(
      reasonOf({
        state: "undone",
        failed_step: "step-1",
        error_message: "No",
      })
    ).toEqual({ code: "workflow_failed", step: "step-1", message: "No" })
    expect(reasonOf({ state: "undone" })).toEqual({
      code: "workflow_canceled",
      step: null,
      message: null,
    })
    expect(reasonOf({ state: "finished" })?.code).toBe("order_missing")
  })
})
