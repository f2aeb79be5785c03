import type { AsyncCommand } from "fast-check"
import { completeCartWorkflow } from "@medusajs/medusa/core-flows"
import { nestingParentWorkflow } from "../helpers/shop/parent-workflows"
import type { FinishedRun, Model, Outcome, Sale, UnevenCurrency } from "./sale"
import type { Trouble } from "./troubles"
import type { World } from "./world"

export type ModelCommand = AsyncCommand<Model, World>

export const words = (name: string, ...parts: unknown[]) =>
  `${name}(${parts
    .filter((part) => part !== null)
    .map((part) => (typeof part === "object" ? JSON.stringify(part) : part))
    .join(", ")})`

/** The one among the latest sales. */
export const saleAt = ({ sales }: Model, at: number): Sale =>
  sales.at(-1 - (at % sales.length))!

/** What core, or the plugin, refuses to do is no violation; what follows from it may be. */
export const tolerate = async (part: Promise<unknown>): Promise<void> => {
  await part.catch(() => {})
}

const createdOrder = (run: FinishedRun): string | undefined => {
  const created = run.getContext().invoke["create-orders"] as
    { output?: { output?: { id: string }[] } } | undefined
  return created?.output?.output?.[0]?.id
}

/** `alone`, or within another workflow, whose later step may fail. */
export type Way = "alone" | "nested" | "nested_fails"

const complete = async (
  world: World,
  sale: Sale,
  { way = "alone", times = 1, trouble = null as Trouble | null }
) => {
  const { container } = world.backend
  const { cart_id } = sale
  sale.is_nested = way !== "alone"
  const run = async () => {
    if (way !== "alone") {
      const input = { cart_id, fails: way === "nested_fails" }
      await nestingParentWorkflow(container).run({ input })
      return
    }
    const { transaction } = await completeCartWorkflow(container).run({
      input: { id: cart_id },
    })
    // Only the run that made the order can take it back.
    if (createdOrder(transaction)) {
      sale.run = transaction
    }
  }
  const all = async () =>
    await Promise.allSettled(Array.from({ length: times }, run))
  await world.meet(sale, trouble, all)
  sale.is_nested = false
}

/** A new customer buys, perhaps with several clicks at once. */
export class Buy implements ModelCommand {
  constructor(
    readonly outcome: Outcome,
    readonly way: Way,
    readonly times: number,
    readonly trouble: Trouble | null,
    readonly uneven: UnevenCurrency | null,
    readonly isHeld: boolean
  ) {}

  check = () => true

  async run(model: Model, world: World) {
    const uneven = this.outcome === "free" ? null : this.uneven
    const sale = await world.nextSale(this.outcome, uneven)
    sale.gate.holds = this.isHeld && world.hasGate
    model.sales.push(sale)
    await complete(world, sale, this)
  }

  toString = () =>
    words(
      "Buy",
      this.outcome,
      this.way,
      this.times,
      this.trouble,
      this.uneven,
      this.isHeld ? "held" : null
    )
}

/** A customer completes the same cart again. */
export class BuyAgain implements ModelCommand {
  constructor(
    readonly at: number,
    readonly times: number
  ) {}

  check = (model: Readonly<Model>) =>
    model.sales.length > 0 && saleAt(model, this.at).outcome !== "imported"

  async run(model: Model, world: World) {
    await complete(world, saleAt(model, this.at), this)
  }

  toString = () => words("BuyAgain", this.at, this.times)
}
