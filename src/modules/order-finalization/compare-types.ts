import type {
  OrderFinalizationStatusValue,
  OrderRevertedReasonData,
} from "./types"

/** What an outside system says of an order: that it has it, or that it has voided it. */
export type HeldState = "held" | "voided"

/**
 * One order, as an outside system names it: by its ID, or else by the order number that
 * people see. With both, the ID decides.
 */
export type HeldOrder = {
  id?: string
  display_id?: number
  state: HeldState
}

/**
 * A time within which orders have become final: `since` is a part of it, `until` is not,
 * so that one time may follow the other. ISO 8601.
 */
export type FinalizedPeriod = {
  since: string
  /** @default now */
  until?: string
}

/** An order that a comparison tells of. */
export type ComparedOrder = {
  /** `null` if it was named by a number that no record has. */
  id: string | null
  display_id: number | null
  /** `null` if there is no record of it. */
  status: OrderFinalizationStatusValue | null
  /** Of a reverted one. */
  reason?: OrderRevertedReasonData
}

/** What is wrong with what an outside system holds. */
export type OrderComparison = {
  /** It is held, and was reverted: it is to be voided there. */
  to_void: ComparedOrder[]
  /** It is final since the time given, and not named. */
  missing: ComparedOrder[]
  /** It is voided, and is final: it is to be restored there. */
  to_restore: ComparedOrder[]
  /** It is held, and is not final yet, and may never be. */
  not_final_yet: ComparedOrder[]
  /** There is no record of it. */
  unknown: ComparedOrder[]
  /** How many of those named are right. */
  agreed: number
}

/** A named order with its record, of which all is `null` if there is none. */
export type NamedOrder = {
  named_id: string | null
  named_display_id: number | null
  state: HeldState
  id: string | null
  display_id: number | null
  status: OrderFinalizationStatusValue | null
  reason: OrderRevertedReasonData | null
}

/** An order that has become final, and its place among all that have. */
export type FinalizedOrder = {
  id: string
  display_id: number | null
  finalized_at: string
  record_id: string
}
