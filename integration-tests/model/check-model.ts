import * as fc from "fast-check"
import type { Backend } from "../helpers/backend/backend"
import { orLeave } from "../helpers/backend/or-leave"
import type { PaymentRule } from "../../src/modules/order-finalization/decide"
import { comeToRest, findAllViolations } from "./come-to-rest"
import { COMMANDS } from "./commands"
import type { ModelCommand } from "./buy"
import type { Model } from "./sale"
import { createWorld, type World } from "./world"

/** What a backend of the model test is to be started with: shorter than a minute. */
export const toModelOptions = (finalizeOn: PaymentRule) => ({
  finalizeOn,
  reconcileAfter: "5s",
  awaitingPaymentTimeout: "7d",
})

const SEQUENCE_LENGTH = 30
/** How long a command may take, in milliseconds: most take a tenth of a second. */
const PATIENCE = 20_000
/** Of the search for a shorter sequence, in milliseconds. */
const SHRINK_TIME = 60_000

export type Violation = { seed: number; sequence: string; why: string }
export type Report = { commands: number; violations: Violation[] }

type CheckOptions = {
  databaseUrl: string
  backend: Backend
  /** What its option `finalizeOn` says. */
  rule: PaymentRule
  /** Whether it has a gate: then each order is settled on the slow road. */
  hasGate: boolean
  /** How many to run at least; the last sequence is played to its end. */
  commands: number
  seed: number
  onProgress?: (report: Report) => void
}

/**
 * Plays random sequences of commands against a real backend, and holds every order to
 * the contract after each, and all of them once more at the end. All sequences share a
 * database: what an earlier one has left must not trouble a later one.
 */
export const checkModel = async ({
  databaseUrl,
  backend,
  rule,
  hasGate,
  commands,
  seed,
  onProgress,
}: CheckOptions): Promise<Report> => {
  const world = await createWorld(databaseUrl, backend, rule, hasGate)
  const report: Report = { commands: 0, violations: [] }
  try {
    for (let next = seed; report.commands < commands; next++) {
      await playOne(world, next, report)
      onProgress?.(report)
    }
    const late = await findAllViolations(world, [...world.sales.values()])
    report.violations.push(
      ...late.map((why) => ({ seed, sequence: "all of them", why }))
    )
    return report
  } finally {
    world.close()
  }
}

/** One sequence; if it breaks a rule, the shortest one that still does. */
const playOne = async (world: World, seed: number, report: Report) => {
  let isShrinking = false
  let shrinkUntil = Infinity
  const play = async (sequence: Iterable<ModelCommand>) => {
    // An interruption by fast-check would leave the sequence running behind its back.
    if (Date.now() > shrinkUntil) {
      return
    }
    const model: Model = { sales: [] }
    try {
      await fc.asyncModelRun(
        () => ({ model, real: world }),
        [...sequence].map((command) => counted(command))
      )
      const violations = await comeToRest(world, model.sales)
      if (violations.length) {
        throw new Error(violations.join("\n"))
      }
    } catch (error) {
      if (!isShrinking) {
        isShrinking = true
        shrinkUntil = Date.now() + SHRINK_TIME
      }
      throw error
    } finally {
      for (const { cart_id } of model.sales) {
        world.troubles.disarm(cart_id)
        if (isShrinking) {
          // Reported once is enough.
          world.sales.delete(cart_id)
        }
      }
    }
  }
  const counted = (command: ModelCommand): ModelCommand => ({
    check: (model) => command.check(model),
    run: async (model, real) => {
      report.commands += isShrinking ? 0 : 1
      await orLeave(command.run(model, real), PATIENCE)
    },
    toString: () => command.toString(),
  })

  const result = await fc.check(
    fc.asyncProperty(
      fc.commands(COMMANDS, {
        maxCommands: SEQUENCE_LENGTH,
        size: "max",
        disableReplayLog: true,
      }),
      play
    ),
    { seed, numRuns: 1, unbiased: true }
  )
  if (result.failed) {
    const why = (result.errorInstance as Error | null)?.message ?? "no reason"
    const sequence = String(result.counterexample?.[0])
    report.violations.push({ seed, sequence, why })
  }
}
