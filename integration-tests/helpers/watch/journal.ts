import * as fs from "fs"
import * as os from "os"
import * as path from "path"
import { noteIfInvalid } from "./event-contract"
import { readLines } from "./json-lines"
import type { EventData } from "./listener"
import {
  accountOf,
  type PaymentAccount,
  readLedgerFile,
} from "../stand-ins/payment-ledger"

/** An event that a subscriber of a backend in its own process has heard. */
export type JournaledEvent = { name: string; data: EventData }

/** A step of a complete-cart run that has begun, or that has ended well. */
export type JournaledStep = {
  step: "create-orders" | "orderCreated" | "finalize-order"
  order_id: string
  cart_id: string
}

/** An event that the backend's consumer was handed: when it began, and when it was done. */
export type JournaledWork = {
  consumer: string
  name: string
  event_id: string
  order_id: string
  is_done: boolean
}

/** What outlives the backends that are killed one after the other on one database. */
export type Journal = {
  eventsFile: string
  stepsFile: string
  handledFile: string
  ledgerFile: string
  /** In the order of arrival. */
  events(): JournaledEvent[]
  steps(): JournaledStep[]
  handled(): JournaledWork[]
  /** What the bank says of one payment session. */
  account(sessionId: string): PaymentAccount
  remove(): void
}

export const createJournal = (): Journal => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "order-finalization-"))
  const eventsFile = path.join(folder, "events.jsonl")
  const stepsFile = path.join(folder, "steps.jsonl")
  const handledFile = path.join(folder, "handled.jsonl")
  const ledgerFile = path.join(folder, "ledger.jsonl")
  return {
    eventsFile,
    stepsFile,
    handledFile,
    ledgerFile,
    events: () => {
      const events = readLines<JournaledEvent>(eventsFile)
      events.forEach(({ name, data }) => noteIfInvalid(name, data))
      return events
    },
    steps: () => readLines<JournaledStep>(stepsFile),
    handled: () => readLines<JournaledWork>(handledFile),
    account: (sessionId) => accountOf(sessionId, readLedgerFile(ledgerFile)),
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  }
}
