import { cancelOrderWorkflow } from "@medusajs/medusa/core-flows"
import { cancelRun } from "../helpers/shop/parent-workflows"
import { auditOrdersWorkflow } from "../../src/workflows/audit-orders"
import { reconcileOrdersWorkflow } from "../../src/workflows/reconcile-orders"
import { releaseOrderWorkflow } from "../../src/workflows/release-order"
import { saleAt, tolerate, words, type ModelCommand } from "./buy"
import { comeToRest } from "./come-to-rest"
import { forgetRuns, passTime } from "./orders"
import type { Model, PlacedOrder, Sale } from "./sale"
import type { Trouble } from "./troubles"
import type { World } from "./world"

/** Acts on one order, the latest of its cart. */
abstract class OrderCommand implements ModelCommand {
  constructor(readonly at: number) {}

  check = (model: Readonly<Model>) =>
    model.sales.length > 0 && saleAt(model, this.at).orders.length > 0

  async run(model: Model, world: World) {
    const sale = saleAt(model, this.at)
    await this.act(world, sale, sale.orders.at(-1)!)
  }

  protected abstract act(
    world: World,
    sale: Sale,
    order: PlacedOrder
  ): Promise<void>

  toString = () => words(this.constructor.name, this.at)
}

/** An operator cancels the finished run; core then undoes all that it did. */
export class CancelRun extends OrderCommand {
  constructor(
    at: number,
    readonly trouble: Trouble | null
  ) {
    super(at)
  }

  override check = (model: Readonly<Model>) =>
    model.sales.length > 0 && !!saleAt(model, this.at).run

  protected async act(world: World, sale: Sale, order: PlacedOrder) {
    const run = sale.run!
    sale.run = undefined
    const undone = { since: Date.now(), until: Infinity }
    order.undone = undone
    await world.meet(sale, this.trouble, async () => {
      await tolerate(cancelRun(world.backend.container, run))
    })
    undone.until = Date.now()
  }

  override toString = () => words("CancelRun", this.at, this.trouble)
}

/** An admin, or the customer, cancels the order through core. */
export class CancelOrder extends OrderCommand {
  protected async act(
    { backend }: World,
    sale: Sale,
    { order_id }: PlacedOrder
  ) {
    const span = { since: Date.now(), until: Infinity }
    sale.reductions.push(span)
    await tolerate(
      cancelOrderWorkflow(backend.container).run({ input: { order_id } })
    )
    span.until = Date.now()
  }
}

/** A person decides that an order is final, perhaps whatever was paid. */
export class Release extends OrderCommand {
  constructor(
    at: number,
    readonly acceptsAmount: boolean
  ) {
    super(at)
  }

  protected async act({ backend }: World, _: Sale, order: PlacedOrder) {
    const input = {
      order_id: order.order_id,
      released_by: "user_model",
      accept_amount: this.acceptsAmount,
    }
    await releaseOrderWorkflow(backend.container)
      .run({ input })
      .then(
        () => {
          order.is_released = true
          order.accepts_amount = this.acceptsAmount
        },
        () => {}
      )
  }

  override toString = () =>
    words("Release", this.at, this.acceptsAmount ? "accept_amount" : null)
}

/** The backend's gate has nothing against the orders of a sale any more. */
export class LetPass extends OrderCommand {
  protected async act(_: World, { gate }: Sale) {
    if (gate.holds) {
      gate.passed_at = Date.now()
      gate.holds = false
    }
  }
}

/** As the admin's route does it, whether the order's time has come or not. */
export class Reconcile extends OrderCommand {
  protected async act({ backend }: World, _: Sale, { order_id }: PlacedOrder) {
    const input = { order_ids: [order_id] }
    await reconcileOrdersWorkflow(backend.container).run({ input })
  }
}

/** A minute later the jobs run. */
export class RunJobs implements ModelCommand {
  constructor(readonly job: "reconcile" | "audit") {}

  check = ({ sales }: Readonly<Model>) => sales.length > 0

  async run({ sales }: Model, { backend, databaseUrl }: World) {
    await passTime(databaseUrl, sales)
    await (this.job === "audit"
      ? auditOrdersWorkflow(backend.container).run()
      : reconcileOrdersWorkflow(backend.container).run({ input: {} }))
  }

  toString = () => words("RunJobs", this.job)
}

/** Nothing happens for a while: every order has its answer then. */
export class Rest implements ModelCommand {
  check = ({ sales }: Readonly<Model>) => sales.length > 0

  async run({ sales }: Model, world: World) {
    const violations = await comeToRest(world, sales)
    if (violations.length) {
      throw new Error(violations.join("\n"))
    }
  }

  toString = () => "Rest()"
}

/** Days after all orders have their answers core forgets the runs that created them. */
export class DaysPass extends Rest {
  override async run(model: Model, world: World) {
    await super.run(model, world)
    await forgetRuns(world.databaseUrl, model.sales)
    for (const sale of model.sales) {
      sale.run = undefined
      sale.orders.forEach((order) => (order.is_forgotten = true))
    }
  }

  override toString = () => "DaysPass()"
}
