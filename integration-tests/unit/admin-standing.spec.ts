import {
  isMoving,
  isReleasable,
  toSince,
  toStanding,
  wasCanceled,
  type Answer,
  type AnswerRecord,
} from "../../src/admin/lib/standing"
import { toTimeline } from "../../src/admin/lib/timeline"
import { toCount } from "../../src/admin/lib/to-count"

const record = (values: Partial<AnswerRecord>): AnswerRecord => ({
  id: "ordfin_1",
  order_id: "order_1",
  status: "finalized",
  finalized_at: null,
  reason: null,
  canceling_code: null,
  noticed_session_ids: null,
  review_reason: null,
  hold_reason: null,
  released_by: null,
  released_at: null,
  accepted_shortfall: null,
  cart_id: null,
  display_id: 1,
  workflow_id: null,
  transaction_id: null,
  run_id: null,
  parent_workflow_id: null,
  parent_transaction_id: null,
  parent_run_id: null,
  check_at: null,
  created_at: "2026-11-01T10:00:00.000Z",
  updated_at: "2026-11-01T10:00:03.000Z",
  ...values,
})

type Event = Answer["order_finalization"]["events"][number]

const event = (values: Partial<Event>): Event => ({
  id: "ordev_1",
  name: "order.finalized",
  order_id: "order_1",
  sequence: 1,
  position: 1,
  data: {} as Event["data"],
  created_at: "2026-11-01T10:00:01.000Z",
  due_at: "2026-11-01T10:00:02.000Z",
  published_at: "2026-11-01T10:00:02.500Z",
  attempts: 1,
  last_error: null,
  receipts: [],
  ...values,
})

type Receipt = Event["receipts"][number]

const receipt = (values: Partial<Receipt>): Receipt => ({
  id: "ordrec_1",
  event_id: "ordev_1",
  consumer: "erp",
  status: "done",
  attempts: 1,
  next_attempt_at: null,
  last_error: null,
  done_at: "2026-11-01T10:00:04.000Z",
  ...values,
})

const answer = (
  values: Partial<AnswerRecord>,
  events: Event[] = []
): Answer => ({
  order_finalization: { ...record(values), events },
  order: null,
})

describe("Where an order stands, for a person", () => {
  it("is not called safe to fulfil once the order is cancelled", () => {
    expect(toStanding(record({}))).toMatchObject({ text: "finalized" })
    expect(toStanding(record({}), true)).toMatchObject({ text: "canceled" })
    expect(wasCanceled(record({ order: { status: "canceled" } }))).toBe(true)
    for (const order of [{ status: "pending" }, null, undefined]) {
      expect(wasCanceled(record({ order }))).toBe(false)
    }
  })

  it("says what holds it, what is to be reviewed, and why it was reverted", () => {
    const whyOf = (values: Partial<AnswerRecord>) =>
      toStanding(record(values)).why
    expect(whyOf({ status: "on_hold", hold_reason: "fraud: score 87" })).toBe(
      "fraud: score 87"
    )
    // Words of a gate are never taken for a code of the plugin's.
    expect(
      toStanding(record({ status: "on_hold", hold_reason: "order_missing" }))
    ).toMatchObject({ code: null, why: "order_missing" })
    expect(whyOf({ status: "needs_review", review_reason: "Lost." })).toBe(
      "Lost."
    )
    const reason = {
      code: "payment_failed",
      step: null,
      message: null,
    } as const
    expect(toStanding(record({ status: "reverted", reason }))).toMatchObject({
      code: "payment_failed",
      why: null,
    })
  })

  it("is since a time that is known for it, and was changed last at any other", () => {
    const finalized_at = "2026-11-01T10:00:02.000Z"
    const { created_at, updated_at } = record({})
    expect(toSince(record({ finalized_at }))).toEqual({
      text: "since",
      at: finalized_at,
    })
    expect(toSince(record({ status: "pending" }))).toEqual({
      text: "since",
      at: created_at,
    })
    const changed = { text: "changed", at: updated_at }
    for (const status of [
      "awaiting_payment",
      "on_hold",
      "needs_review",
      "reverted",
    ] as const) {
      expect(toSince(record({ status, finalized_at }))).toEqual(changed)
    }
    const reverted = event({ name: "order.reverted" })
    expect(toSince(record({ status: "reverted" }), false, [reverted])).toEqual({
      text: "since",
      at: reverted.due_at,
    })
    // Nothing says when a final order was cancelled.
    expect(toSince(record({ finalized_at }), true)).toBeNull()
  })

  it("can be released from a hold, a review, or a wait with a reason", () => {
    const can = (values: Partial<AnswerRecord>) => isReleasable(record(values))
    expect(can({ status: "on_hold" })).toBe(true)
    expect(can({ status: "needs_review" })).toBe(true)
    expect(can({ status: "awaiting_payment", review_reason: "Late." })).toBe(
      true
    )
    for (const status of ["awaiting_payment", "pending", "reverted"] as const) {
      expect([status, can({ status })]).toEqual([status, false])
    }
  })

  it("moves until it has its answer, and everybody has had it", () => {
    expect(isMoving(answer({ status: "awaiting_payment" }))).toBe(true)
    expect(isMoving(answer({}, [event({ published_at: null })]))).toBe(true)
    const waiting = receipt({ status: "pending", done_at: null })
    expect(isMoving(answer({}, [event({ receipts: [waiting] })]))).toBe(true)
    const failed = receipt({ status: "failed", done_at: null })
    expect(isMoving(answer({}, [event({ receipts: [failed] })]))).toBe(false)
  })

  it("is counted up to a number, and beyond it as more than that", () => {
    expect(toCount(undefined)).toBeUndefined()
    expect([0, 9_999, 10_000].map(toCount)).toEqual([0, 9_999, "10000+"])
  })
})

describe("The timeline of an order", () => {
  it("goes from the record's opening to what each consumer made of it", () => {
    const failed = receipt({
      id: "ordrec_2",
      consumer: "crm",
      status: "failed",
      attempts: 10,
      last_error: "The CRM is down",
      done_at: null,
    })
    const entries = toTimeline(
      answer({}, [event({ receipts: [failed, receipt({})] })])
    )
    expect(entries.map(({ text }) => text)).toEqual([
      "opened",
      "staged",
      "finalized",
      "published",
      "failed",
      "done",
    ])
    expect(entries[4]).toMatchObject({
      error: "The CRM is down",
      retry: { event_id: "ordev_1", consumer: "crm" },
      redeliver: null,
    })
    expect(entries[5]).toMatchObject({
      retry: null,
      redeliver: { event_id: "ordev_1", consumer: "erp" },
    })
  })

  it("says who released it, before the event that it led to", () => {
    const released_at = "2026-11-01T10:00:01.500Z"
    const entries = toTimeline(
      answer({ released_at, released_by: "user_1" }, [event({})])
    )
    expect(entries.map(({ text }) => text)).toEqual([
      "opened",
      "released",
      "staged",
      "finalized",
      "published",
    ])
  })

  it("tells of an event that the bus has not taken, and why", () => {
    const unpublished = event({
      name: "order.reverted",
      published_at: null,
      last_error: "No connection",
    })
    expect(toTimeline(answer({}, [unpublished])).slice(1)).toMatchObject([
      { text: "reverted" },
      { text: "unpublished", error: "No connection" },
    ])
  })

  it("says that an answer was prepared only if it was, and waited", () => {
    const at = "2026-11-01T10:00:02.000Z"
    const recorded = event({ created_at: at, due_at: at })
    expect(
      toTimeline(answer({}, [recorded])).map(({ text }) => text)
    ).not.toContain("staged")
  })

  it("keeps what came of the order once its events are deleted", () => {
    const finalized_at = "2026-11-01T10:00:02.000Z"
    const of = (values: Partial<AnswerRecord>, events: Event[] = []) =>
      toTimeline(answer(values, events))
        .slice(1)
        .map(({ text, at }) => [text, at])
    expect(of({ finalized_at })).toEqual([["finalized", finalized_at]])
    expect(of({ finalized_at, status: "reverted" })).toEqual([
      ["finalized", finalized_at],
      ["reverted", null],
    ])
    const reverted = event({ name: "order.reverted" })
    expect(of({ finalized_at, status: "reverted" }, [reverted])).toEqual([
      ["finalized", finalized_at],
      ["reverted", reverted.due_at],
      ["published", reverted.published_at],
    ])
  })

  it("shows why a redelivery fails, though the event was published before", () => {
    const redelivered = event({ attempts: 2, last_error: "No connection" })
    expect(toTimeline(answer({}, [redelivered])).at(-1)).toMatchObject({
      text: "published",
      error: "No connection",
    })
  })

  it("says by how much a payment falls short that a person accepted", () => {
    const accepted_shortfall = { amount: 5, currency_code: "eur" }
    const released_at = "2026-11-01T10:00:01.500Z"
    const [, released] = toTimeline(answer({ released_at, accepted_shortfall }))
    expect(released).toMatchObject({
      text: "releasedShort",
      shortfall: accepted_shortfall,
    })
  })
})
