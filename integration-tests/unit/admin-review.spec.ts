import { adviceOf, toReviewNote, toSentences } from "../../src/admin/lib/review"
import {
  readReviewReason,
  ReviewReasons,
  toReviewReason,
  type ReviewReasonName,
} from "../../src/modules/order-finalization/review-reasons"

const HELD = "Held by a gate, fraud: score 87"
const REVOKED = toReviewReason("revoked")
const NOTICED = toReviewReason("noticed", "payses_1")

describe("A sentence of a review", () => {
  it("is known again, with what it names", () => {
    for (const name of Object.keys(ReviewReasons) as ReviewReasonName[]) {
      const hasWhat = ReviewReasons[name].includes("{{what}}")
      const what = hasWhat ? "$& of (this), and. that" : ""
      expect(readReviewReason(toReviewReason(name, what))).toEqual({
        name,
        what,
      })
    }
    expect(readReviewReason("Something else.")).toBeNull()
  })

  it("is told apart from the words of a gate, also as earlier versions wrote it", () => {
    expect(toSentences(HELD)).toEqual([HELD])
    expect(toSentences(`${HELD}. ${REVOKED}`)).toEqual([`${HELD}.`, REVOKED])
    expect(toSentences(`${HELD} ${NOTICED}`)).toEqual([HELD, NOTICED])
    expect(toSentences(REVOKED)).toEqual([REVOKED])
  })
})

describe("What a person is told beside where an order stands", () => {
  const noteOf = (
    status: Parameters<typeof toReviewNote>[0]["status"],
    review_reason: string | null,
    hold_reason: string | null = null
  ) => toReviewNote({ status, review_reason, hold_reason })

  it("is what a hold does not say already: the provider's word, say", () => {
    const reason = "fraud: score 87"
    expect(noteOf("on_hold", HELD, reason)).toBeNull()
    expect(noteOf("on_hold", `${HELD}. ${REVOKED}`, reason)).toBe(REVOKED)
    expect(noteOf("on_hold", `${HELD} ${NOTICED}`, reason)).toBe(NOTICED)
    expect(noteOf("on_hold", "Something else.", reason)).toBe("Something else.")
  })

  it("is nothing that is the standing itself", () => {
    expect(noteOf("on_hold", REVOKED)).toBeNull()
    expect(noteOf("needs_review", REVOKED)).toBeNull()
    expect(noteOf("finalized", null)).toBeNull()
    expect(noteOf("finalized", REVOKED)).toBe(REVOKED)
  })
})

describe("What a person can do about a review", () => {
  it("goes by the reason where the status would mislead", () => {
    const failed = toReviewReason("not_reconciled", "No connection")
    for (const status of ["pending", "finalized", "reverted"] as const) {
      expect(adviceOf({ status, review_reason: failed })).toBe("not_reconciled")
    }
    expect(
      adviceOf({
        status: "awaiting_payment",
        review_reason: toReviewReason("not_canceled", "payment_expired"),
      })
    ).toBe("not_canceled")
    expect(
      adviceOf({ status: "on_hold", review_reason: toReviewReason("run_lost") })
    ).toBe("needs_review")
    expect(
      adviceOf({
        status: "on_hold",
        review_reason: toReviewReason("not_covered"),
      })
    ).toBe("awaiting_payment")
    expect(
      adviceOf({ status: "on_hold", review_reason: `${HELD}. ${REVOKED}` })
    ).toBe("revoked")
  })

  it("goes by the status else, of a final order above all: it cannot be released", () => {
    expect(adviceOf({ status: "on_hold", review_reason: HELD })).toBe("on_hold")
    expect(adviceOf({ status: "finalized", review_reason: REVOKED })).toBe(
      "finalized"
    )
    expect(
      adviceOf({
        status: "reverted",
        review_reason: toReviewReason("money_to_give_back"),
      })
    ).toBe("reverted")
    expect(adviceOf({ status: "needs_review", review_reason: "Other." })).toBe(
      "needs_review"
    )
  })
})
