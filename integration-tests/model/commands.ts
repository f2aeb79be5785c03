import * as fc from "fast-check"
import { Buy, BuyAgain, type ModelCommand } from "./buy"
import { Import } from "./import-order"
import {
  CancelOrder,
  CancelRun,
  DaysPass,
  LetPass,
  Reconcile,
  Release,
  Rest,
  RunJobs,
} from "./operate"
import { Capture, Notice, Overdue, PayUnheard, Refund, Webhook } from "./pay"
import { OUTCOMES } from "./sale"
import {
  RELAY_POINTS,
  RUN_POINTS,
  WRITE_POINTS,
  type Trouble,
} from "./troubles"

const at = fc.nat(3)
const outcome = fc.constantFrom(...OUTCOMES)
/** Mostly an order that stands: most of what can happen needs one. */
const order = fc.constantFrom(
  ...(["authorized", "captured", "pending_authorization"] as const)
)
const once = fc.constant(1)
const twice = fc.constantFrom(1, 1, 2)
const alone = fc.constant("alone" as const)
const none = fc.constant(null)
const uneven = fc.constantFrom(
  ...([null, null, null, "eur", "jpy", "kwd"] as const)
)
const isHeld = fc.constantFrom(false, false, true)
const action = fc.constantFrom("authorized" as const, "captured" as const)
const money = fc.constantFrom(
  null,
  null,
  "authorized" as const,
  "captured" as const,
  "unheard" as const
)
const badAction = fc.constantFrom("failed" as const, "canceled" as const)
/** A sum is taken, or given back, as a whole or not. */
const part = fc.constantFrom(1, 1, 0.7, 0.3)
const nested = fc.constantFrom("nested" as const, "nested_fails" as const)

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  fc.record({
    kind: fc.constant("crash" as const),
    point: fc.constantFrom(...RUN_POINTS, ...RELAY_POINTS),
  }),
  fc.record({
    kind: fc.constant("fail" as const),
    point: fc.constantFrom(...WRITE_POINTS),
  }),
  fc.constant({ kind: "lose_wake_up" as const })
)
/** A notice of the provider that overtakes the checkout. */
const early: fc.Arbitrary<Trouble> = fc.record({
  kind: fc.constant("notice" as const),
  point: fc.constantFrom(...RUN_POINTS),
  action: badAction,
  isStale: fc.boolean(),
})
const undoTrouble: fc.Arbitrary<Trouble | null> = fc.option(
  fc.record({
    kind: fc.constantFrom("crash" as const, "fail" as const),
    point: fc.constantFrom(
      "before-delete" as const,
      "after-delete" as const,
      "before-guard-write" as const,
      "after-guard-write" as const,
      "before-revert-emit" as const,
      "after-revert-emit" as const
    ),
  })
)

const command = <Args extends unknown[]>(
  weight: number,
  Command: new (...args: Args) => ModelCommand,
  ...args: { [I in keyof Args]: fc.Arbitrary<Args[I]> }
): fc.Arbitrary<ModelCommand>[] =>
  new Array<fc.Arbitrary<ModelCommand>>(weight).fill(
    fc.tuple<Args>(...args).map((values) => new Command(...values))
  )

/** Each as often as its weight says. */
export const COMMANDS: fc.Arbitrary<ModelCommand>[] = [
  ...command(3, Buy, order, alone, once, none, uneven, isHeld),
  ...command(1, Buy, outcome, alone, twice, none, uneven, isHeld),
  ...command(3, Buy, outcome, alone, once, trouble, uneven, isHeld),
  ...command(1, Buy, outcome, nested, once, none, uneven, isHeld),
  ...command(1, Buy, order, nested, once, trouble, uneven, isHeld),
  ...command(2, Buy, order, alone, once, early, uneven, isHeld),
  ...command(1, Import, fc.boolean()),
  ...command(2, LetPass, at),
  ...command(2, BuyAgain, at, twice),
  ...command(3, Webhook, at, action, twice),
  ...command(3, Notice, at, badAction, fc.boolean(), twice),
  ...command(1, PayUnheard, at),
  ...command(3, Capture, at, part),
  ...command(2, Refund, at, part),
  ...command(7, Overdue, fc.nat(1), money),
  ...command(2, CancelRun, at, none),
  ...command(1, CancelRun, at, undoTrouble),
  ...command(2, CancelOrder, at),
  ...command(2, Release, at, fc.boolean()),
  ...command(2, Reconcile, at),
  ...command(2, RunJobs, fc.constantFrom("reconcile", "audit")),
  ...command(2, Rest),
  ...command(1, DaysPass),
]
