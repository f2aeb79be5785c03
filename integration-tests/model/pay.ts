import { Modules } from "@medusajs/framework/utils"
import {
  capturePaymentWorkflow,
  processPaymentWorkflow,
  refundPaymentWorkflow,
} from "@medusajs/medusa/core-flows"
import { paymentLedger } from "../helpers/stand-ins/payment-ledger"
import { reconcileOrdersWorkflow } from "../../src/workflows/reconcile-orders"
import { saleAt, tolerate, words, type ModelCommand } from "./buy"
import { giveNotice, toNotice, type BadAction } from "./notice"
import { passDays } from "./orders"
import { toPrice, type Model, type Sale } from "./sale"
import type { World } from "./world"

/** Acts on the payment of one sale. */
abstract class PaymentCommand implements ModelCommand {
  constructor(readonly at: number) {}

  check = (model: Readonly<Model>) =>
    model.sales.length > 0 && !!saleAt(model, this.at).payment_session_id

  async run(model: Model, world: World) {
    await this.act(world, saleAt(model, this.at))
  }

  protected abstract act(world: World, sale: Sale): Promise<void>

  protected async payment({ backend: { container } }: World, sale: Sale) {
    const [payment] = await container
      .resolve(Modules.PAYMENT)
      .listPayments({ payment_session_id: sale.payment_session_id! })
    return payment
  }

  toString = () => words(this.constructor.name, this.at)
}

/** As core's own subscriber does it, but to be awaited. */
const reportPayment = async (
  { backend: { container } }: World,
  sale: Sale,
  action: "authorized" | "captured"
) => {
  const notice = toNotice(sale, action)
  await container
    .resolve(Modules.PAYMENT)
    .getWebhookActionAndData(notice as never)
  const { data } = notice.payload
  await processPaymentWorkflow(container).run({ input: { action, data } })
}

/** The provider reports, perhaps twice at once. */
export class Webhook extends PaymentCommand {
  constructor(
    at: number,
    readonly action: "authorized" | "captured",
    readonly times: number
  ) {
    super(at)
  }

  protected async act(world: World, sale: Sale) {
    const report = async () => await reportPayment(world, sale, this.action)
    await Promise.allSettled(Array.from({ length: this.times }, report))
  }

  override toString = () => words("Webhook", this.at, this.action, this.times)
}

/** It reports a failure, perhaps of an earlier attempt, perhaps twice at once. */
export class Notice extends PaymentCommand {
  constructor(
    at: number,
    readonly action: BadAction,
    readonly isStale: boolean,
    readonly times: number
  ) {
    super(at)
  }

  protected async act({ backend }: World, sale: Sale) {
    const report = async () =>
      await giveNotice(backend, sale, this.action, this.isStale)
    await Promise.allSettled(Array.from({ length: this.times }, report))
  }

  override toString = () =>
    words(
      "Notice",
      this.at,
      this.action,
      this.isStale ? "stale" : null,
      this.times
    )
}

/** The bank authorizes what was deferred, and its webhook is lost. */
const payUnheard = (sale: Sale) => {
  const session = sale.payment_session_id
  const isDeferred = sale.outcome === "pending_authorization"
  if (session && isDeferred && !paymentLedger.get(session).authorized) {
    paymentLedger.record(session, "authorized", toPrice(sale))
  }
}

export class PayUnheard extends PaymentCommand {
  override check = (model: Readonly<Model>) =>
    model.sales.length > 0 &&
    saleAt(model, this.at).outcome === "pending_authorization"

  protected async act(_: World, sale: Sale) {
    payUnheard(sale)
  }
}

/** Acts on a payment that is there, or on a part of it. */
abstract class PartCommand extends PaymentCommand {
  constructor(
    at: number,
    readonly part: number
  ) {
    super(at)
  }

  protected async act(world: World, sale: Sale) {
    const payment = await this.payment(world, sale)
    if (payment) {
      await this.actOn(payment.id, world, sale)
    }
  }

  protected abstract actOn(
    payment_id: string,
    world: World,
    sale: Sale
  ): Promise<void>

  protected partOf = (sale: Sale) => Math.floor(toPrice(sale) * this.part)

  override toString = () => words(this.constructor.name, this.at, this.part)
}

/** An admin captures a payment, or a part of it. */
export class Capture extends PartCommand {
  protected async actOn(payment_id: string, { backend }: World, sale: Sale) {
    const amount = this.part === 1 ? undefined : this.partOf(sale)
    const input = { payment_id, amount }
    await tolerate(capturePaymentWorkflow(backend.container).run({ input }))
  }
}

/** An admin gives money back. */
export class Refund extends PartCommand {
  protected async actOn(payment_id: string, { backend }: World, sale: Sale) {
    const amount = this.part === 1 ? toPrice(sale) : this.partOf(sale)
    const span = { since: Date.now(), until: Infinity }
    sale.reductions.push(span)
    const input = { payment_id, amount }
    await tolerate(refundPaymentWorkflow(backend.container).run({ input }))
    span.until = Date.now()
  }
}

/** The time to pay an order is over; perhaps its money comes just then, or had unheard. */
export class Overdue implements ModelCommand {
  constructor(
    readonly at: number,
    readonly money: "authorized" | "captured" | "unheard" | null
  ) {}

  check = (model: Readonly<Model>) =>
    model.sales.length > 0 && saleAt(model, this.at).orders.length > 0

  async run(model: Model, world: World) {
    const sale = saleAt(model, this.at)
    const order = sale.orders.at(-1)!
    const { order_id } = order
    // A checkout that is still being settled would be days old.
    await world.listener.fence()
    if (!(await passDays(world.databaseUrl, order_id))) {
      return
    }
    order.is_overdue = true
    if (this.money === "unheard") {
      payUnheard(sale)
    }
    sale.quiet_at.push(Date.now())
    const reconcile = async () =>
      await reconcileOrdersWorkflow(world.backend.container).run({
        input: { order_ids: [order_id] },
      })
    const pay = async () => {
      const { money } = this
      if (money && money !== "unheard" && sale.payment_session_id) {
        await reportPayment(world, sale, money)
      }
    }
    await Promise.allSettled([reconcile(), pay()])
  }

  toString = () => words("Overdue", this.at, this.money)
}
