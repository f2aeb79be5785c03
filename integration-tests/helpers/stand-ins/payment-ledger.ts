import * as fs from "fs"

/**
 * What really happened at the test payment provider, whatever the backend's
 * database says about it. Amounts are in major units.
 */

export type PaymentOperation = {
  session_id: string
  operation: "authorized" | "captured" | "refunded" | "canceled" | "failed"
  amount: number
  at: string
}

export type PaymentAccount = {
  session_id: string
  authorized: number
  captured: number
  refunded: number
  canceled: boolean
  failed: boolean
  operations: PaymentOperation[]
}

type Book = { file: string | undefined; operations: PaymentOperation[] }

const shared = globalThis as typeof globalThis & { __testPaymentBook?: Book }

/** Reads the JSON-lines file that a backend, perhaps a killed one, has left. */
export const readLedgerFile = (file: string): PaymentOperation[] => {
  if (!fs.existsSync(file)) {
    return []
  }
  // What follows the last newline is a line that a kill cut short.
  return fs
    .readFileSync(file, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as PaymentOperation)
}

/**
 * On globalThis, because a test runner or loader may load this file twice in a
 * process: the provider must not write one ledger and the test read another.
 */
const book = (): Book => {
  const file = process.env.TEST_PAYMENT_LEDGER
  if (!shared.__testPaymentBook || shared.__testPaymentBook.file !== file) {
    const operations = file ? readLedgerFile(file) : []
    shared.__testPaymentBook = { file, operations }
  }
  return shared.__testPaymentBook
}

/** Sums the operations of one session; the last authorization or cancel rules. */
export const accountOf = (
  session_id: string,
  all: PaymentOperation[]
): PaymentAccount => {
  const account: PaymentAccount = {
    session_id,
    authorized: 0,
    captured: 0,
    refunded: 0,
    canceled: false,
    failed: false,
    operations: all.filter((entry) => entry.session_id === session_id),
  }
  for (const { operation, amount } of account.operations) {
    if (operation === "authorized") {
      account.authorized = amount
      account.canceled = false
      account.failed = false
    } else if (operation === "canceled") {
      account.canceled = true
    } else if (operation === "failed") {
      account.failed = true
    } else {
      account[operation] += amount
    }
  }
  return account
}

export const paymentLedger = {
  record(
    session_id: string,
    operation: PaymentOperation["operation"],
    amount: number
  ): void {
    const at = new Date().toISOString()
    const entry: PaymentOperation = { session_id, operation, amount, at }
    const { file, operations } = book()
    operations.push(entry)
    if (file) {
      fs.appendFileSync(file, JSON.stringify(entry) + "\n")
    }
  },

  /** The state of one payment session, all zero if the provider never saw it. */
  get(session_id: string): PaymentAccount {
    return accountOf(session_id, book().operations)
  },

  operations(): PaymentOperation[] {
    return [...book().operations]
  },
}
