import * as fc from "fast-check"
import { FREE_ORDER } from "../helpers/free-order"
import {
  decide,
  toFinalizedPayment,
  type Evidence,
  type RecordEvidence,
} from "../../src/modules/order-finalization/decide"
import {
  OrderFinalizationEvents,
  OrderFinalizationStatus,
  OrderRevertedReason,
} from "../../src/modules/order-finalization/types"

const STATUSES = Object.values(OrderFinalizationStatus)

/** Section 3 of the contract: what a status may lead to. */
const LEADS_TO: Record<string, string[]> = {
  pending: STATUSES,
  awaiting_payment: ["awaiting_payment", "finalized", "reverted", "on_hold"],
  on_hold: ["on_hold", "finalized", "reverted"],
  finalized: ["finalized", "reverted"],
  reverted: ["reverted"],
  needs_review: ["needs_review", "finalized", "reverted"],
}

const amount = fc.constantFrom(0, 0.1, 0.2, 0.3, 10, 19.99, 20)

const moment = fc.constantFrom(null, new Date(1_000), new Date(2_000))

const evidence: fc.Arbitrary<Evidence> = fc.record({
  order: fc.option(
    fc.record({
      is_canceled: fc.boolean(),
      canceled_at: moment,
      currency_code: fc.constant("eur"),
      total: amount,
      display_id: fc.option(fc.nat()),
      cart_id: fc.constant("cart_1"),
    })
  ),
  payment: fc.record({
    is_asked_for: fc.boolean(),
    is_canceled: fc.boolean(),
    required_amount: amount,
    authorized_amount: amount,
    captured_amount: amount,
    transaction_ids: fc.constant([]),
    unrecorded_capture_ids: fc.constantFrom([], ["capt_1"]),
  }),
  run: fc.record({
    state: fc.constantFrom("running", "finished", "undone", "lost"),
    failed_step: fc.constantFrom(null, "authorize-payment-session-step"),
    error_message: fc.constant("Payment authorization failed"),
  }),
  hold_reason: fc.constantFrom(null, "fraud: score 87"),
})

const record: fc.Arbitrary<RecordEvidence> = fc.record({
  status: fc.constantFrom(...STATUSES),
  last_step_reached: fc.boolean(),
  reason: fc.constant(null),
  is_released: fc.boolean(),
  announced_at: moment,
})

const rule = fc.constantFrom("authorized" as const, "captured" as const)

const always = (
  property: (
    ...args: [Evidence, RecordEvidence, "authorized" | "captured"]
  ) => void
) => fc.assert(fc.property(evidence, record, rule, property), { numRuns: 5000 })

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
      if (status === "reverted" && authorized_amount + captured_amount > 0) {
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
      expect(toFinalizedPayment(evidence.payment, rule)).not.toBeNull()
      expect(evidence.payment.unrecorded_capture_ids).toEqual([])
      // A person may release an order from a lost run or from a gate, never unpaid.
      if (!record.is_released) {
        expect(evidence.run.state).toBe("finished")
        expect(evidence.hold_reason).toBeNull()
      }
    })
  })

  it("never waits in silence for a payment that was cancelled", () => {
    always((evidence, record, rule) => {
      const { payment, run } = evidence
      fc.pre(payment.is_canceled && run.state === "finished")
      const { status, review_reason } = decide(evidence, record, rule)
      if (status === "awaiting_payment") {
        expect(review_reason).not.toBeNull()
      }
    })
  })

  it("reverts only an order that is gone or cancelled, and says why", () => {
    always((evidence, record, rule) => {
      const { event, reason } = decide(evidence, record, rule)
      if (event !== OrderFinalizationEvents.REVERTED) {
        return
      }
      expect(evidence.order?.is_canceled ?? true).toBe(true)
      expect(Object.values(OrderRevertedReason)).toContain(reason?.code)
    })
  })

  it("reverts a finalized order for a cancel only if that came before it was announced", () => {
    const [early, late] = [new Date(1_000), new Date(2_000)]
    always(({ order, ...evidence }, record, rule) => {
      const at = (canceled_at: Date | null, announced_at: Date | null) =>
        decide(
          { ...evidence, order: { ...order!, is_canceled: true, canceled_at } },
          { ...record, status: "finalized", announced_at },
          rule
        ).event
      fc.pre(order !== null)
      expect(at(early, null)).toBe(OrderFinalizationEvents.REVERTED)
      expect(at(early, late)).toBe(OrderFinalizationEvents.REVERTED)
      expect(at(late, early)).toBeNull()
      expect(at(null, early)).toBeNull()
    })
  })

  it("decides the same of the same evidence, and nothing more the second time", () => {
    always((evidence, record, rule) => {
      const first = decide(evidence, record, rule)
      expect(decide(evidence, record, rule)).toEqual(first)
      const second = decide(
        evidence,
        { ...record, status: first.status, reason: first.reason },
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

  it("compares amounts as decimals, not as floats", () => {
    const payment = {
      ...FREE_ORDER.payment,
      required_amount: 0.3,
      authorized_amount: 0.1 + 0.2 - 0.00000000000000004,
    }
    expect(toFinalizedPayment(payment, "authorized")?.status).toBe("authorized")
    expect(
      toFinalizedPayment({ ...payment, authorized_amount: 0.29 }, "authorized")
    ).toBeNull()
  })

  it("names the failed step of an undone run, and a run without one as cancelled", () => {
    const base: Evidence = {
      ...FREE_ORDER,
      order: null,
      run: { state: "undone", failed_step: "step-1", error_message: "No" },
    }
    const pending: RecordEvidence = {
      status: "pending",
      last_step_reached: false,
      reason: null,
      is_released: false,
      announced_at: null,
    }
    expect(decide(base, pending, "authorized").reason).toEqual({
      code: "workflow_failed",
      step: "step-1",
      message: "No",
    })
    expect(
      decide({ ...base, run: { state: "undone" } }, pending, "authorized")
        .reason
    ).toEqual({ code: "workflow_canceled", step: null, message: null })
    expect(
      decide({ ...base, run: { state: "finished" } }, pending, "authorized")
        .reason?.code
    ).toBe("order_missing")
  })
})
