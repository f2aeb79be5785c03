import type {
  AuthorizePaymentInput,
  AuthorizePaymentOutput,
  BigNumberInput,
  CancelPaymentInput,
  CancelPaymentOutput,
  CapturePaymentInput,
  CapturePaymentOutput,
  DeletePaymentInput,
  DeletePaymentOutput,
  GetPaymentStatusInput,
  GetPaymentStatusOutput,
  InitiatePaymentInput,
  InitiatePaymentOutput,
  ProviderWebhookPayload,
  RefundPaymentInput,
  RefundPaymentOutput,
  RetrievePaymentInput,
  RetrievePaymentOutput,
  UpdatePaymentInput,
  UpdatePaymentOutput,
  WebhookActionResult,
} from "@medusajs/framework/types"
import {
  AbstractPaymentProvider,
  BigNumber,
  ModuleProvider,
  Modules,
  PaymentActions,
  PaymentSessionStatus,
} from "@medusajs/framework/utils"
import { paymentLedger } from "./payment-ledger"

/** What the bank answers to an authorization; `data.outcome` of the session. */
export type PaymentOutcome =
  | "authorized"
  | "captured"
  | "error"
  | "throw"
  | "requires_more"
  | "pending_authorization"

export type TestPaymentSession = {
  session_id: string
  outcome: PaymentOutcome
  amount: number
  [key: string]: unknown
}

type Hooks = {
  /** Awaited before the bank says how a session stands. */
  beforeStatus?: (session: TestPaymentSession) => Promise<void> | void
  /** Awaited before the bank is asked, so that a test can block or kill there. */
  beforeAuthorize?: (session: TestPaymentSession) => Promise<void> | void
}

declare global {
  var __testPayment: Hooks | undefined
}

const toNumber = (amount: BigNumberInput) => new BigNumber(amount).numeric

const session = (data?: Record<string, unknown>): TestPaymentSession => {
  if (!data?.session_id) {
    throw new Error("The test payment provider was given no session_id")
  }
  return { outcome: "authorized", amount: 0, ...data } as TestPaymentSession
}

/** Outcomes that a later word of the bank, by webhook, may still change. */
const undecided: PaymentOutcome[] = ["pending_authorization", "requires_more"]

class TestPaymentProvider extends AbstractPaymentProvider {
  static override identifier = "test"

  // Public: core's own constructor is protected.
  constructor(
    cradle: Record<string, unknown>,
    config?: Record<string, unknown>
  ) {
    super(cradle, config)
  }

  async initiatePayment(
    input: InitiatePaymentInput
  ): Promise<InitiatePaymentOutput> {
    const data = { ...input.data, amount: toNumber(input.amount) }
    const { session_id } = session(data)
    return { id: session_id, status: PaymentSessionStatus.PENDING, data }
  }

  async updatePayment(input: UpdatePaymentInput): Promise<UpdatePaymentOutput> {
    return { data: { ...input.data, amount: toNumber(input.amount) } }
  }

  async deletePayment(input: DeletePaymentInput): Promise<DeletePaymentOutput> {
    return { data: input.data }
  }

  async retrievePayment(
    input: RetrievePaymentInput
  ): Promise<RetrievePaymentOutput> {
    return { data: input.data }
  }

  async getPaymentStatus(
    input: GetPaymentStatusInput
  ): Promise<GetPaymentStatusOutput> {
    const asked = session(input.data)
    await globalThis.__testPayment?.beforeStatus?.(asked)
    return { status: this.statusOf(asked), data: input.data }
  }

  async authorizePayment(
    input: AuthorizePaymentInput
  ): Promise<AuthorizePaymentOutput> {
    const asked = session(input.data)
    await globalThis.__testPayment?.beforeAuthorize?.(asked)

    const { session_id, outcome, amount } = asked
    const known = paymentLedger.get(session_id)
    const data = input.data

    if (outcome === "throw") {
      throw new Error(`The bank cannot be reached for ${session_id}`)
    }
    if (outcome === "error") {
      return { status: PaymentSessionStatus.ERROR, data }
    }
    if (undecided.includes(outcome)) {
      return { status: this.statusOf(asked), data }
    }
    // Core may ask again for a session that the bank has authorized: a second
    // operation would be a second hold on the customer's money.
    if (!known.authorized || known.canceled) {
      paymentLedger.record(session_id, "authorized", amount)
    }
    if (outcome === "captured") {
      this.captureRest(session_id)
      return { status: PaymentSessionStatus.CAPTURED, data }
    }
    return { status: PaymentSessionStatus.AUTHORIZED, data }
  }

  /** Core 2.21.2 passes no amount, so a partial capture cannot be told here. */
  async capturePayment(
    input: CapturePaymentInput
  ): Promise<CapturePaymentOutput> {
    this.captureRest(session(input.data).session_id)
    return { data: input.data }
  }

  /** Refuses what is captured already, as payment providers do: refund instead. */
  async cancelPayment(input: CancelPaymentInput): Promise<CancelPaymentOutput> {
    const { session_id } = session(input.data)
    const { authorized, captured, canceled } = paymentLedger.get(session_id)
    if (captured > 0) {
      throw new Error(`The payment of ${session_id} is captured: refund it`)
    }
    if (!canceled) {
      paymentLedger.record(session_id, "canceled", authorized)
    }
    return { data: input.data }
  }

  async refundPayment(input: RefundPaymentInput): Promise<RefundPaymentOutput> {
    const { session_id } = session(input.data)
    paymentLedger.record(session_id, "refunded", toNumber(input.amount))
    return { data: input.data }
  }

  async getWebhookActionAndData(
    payload: ProviderWebhookPayload["payload"]
  ): Promise<WebhookActionResult> {
    const body = payload.data as {
      action: PaymentActions
      session_id: string
      amount: number
      is_stale?: boolean
    }
    if (!Object.values(PaymentActions).includes(body.action)) {
      return { action: PaymentActions.NOT_SUPPORTED }
    }
    if (!body.is_stale) {
      this.bankSays(body.action, body.session_id, body.amount)
    }
    const { session_id, amount } = body
    return { action: body.action, data: { session_id, amount } }
  }

  /** The webhook reports what has happened at the bank: keep it, once. */
  private bankSays(action: PaymentActions, session_id: string, amount: number) {
    const known = paymentLedger.get(session_id)
    const money: string[] = [
      PaymentActions.AUTHORIZED,
      PaymentActions.SUCCESSFUL,
    ]
    if (money.includes(action) && (!known.authorized || known.canceled)) {
      paymentLedger.record(session_id, "authorized", amount)
    }
    if (action === PaymentActions.SUCCESSFUL) {
      this.captureRest(session_id)
    }
    if (action === PaymentActions.FAILED && !known.failed) {
      paymentLedger.record(session_id, "failed", amount)
    }
    if (action === PaymentActions.CANCELED && !known.canceled) {
      paymentLedger.record(session_id, "canceled", amount)
    }
  }

  private captureRest(session_id: string) {
    const { authorized, captured, canceled } = paymentLedger.get(session_id)
    if (canceled) {
      throw new Error(`The payment of ${session_id} is canceled`)
    }
    if (authorized > captured) {
      paymentLedger.record(session_id, "captured", authorized - captured)
    }
  }

  private statusOf({ session_id, outcome }: TestPaymentSession) {
    const known = paymentLedger.get(session_id)
    if (known.canceled) {
      return PaymentSessionStatus.CANCELED
    }
    if (known.failed) {
      return PaymentSessionStatus.ERROR
    }
    // Authorized even when captured: core then captures through its own
    // workflow, which is what records the order transaction.
    if (known.authorized) {
      return PaymentSessionStatus.AUTHORIZED
    }
    if (outcome === "requires_more") {
      return PaymentSessionStatus.REQUIRES_MORE
    }
    return outcome === "pending_authorization"
      ? PaymentSessionStatus.PENDING_AUTHORIZATION
      : PaymentSessionStatus.PENDING
  }
}

export default ModuleProvider(Modules.PAYMENT, {
  services: [TestPaymentProvider],
})
