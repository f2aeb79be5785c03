import * as fc from "fast-check"
import { Modules } from "@medusajs/framework/utils"
import {
  cancelOrderWorkflow,
  capturePaymentWorkflow,
  completeCartWorkflow,
  processPaymentWorkflow,
} from "@medusajs/medusa/core-flows"
import { cancelRun, nestingParentWorkflow } from "../helpers/parent-workflows"
import { auditOrdersWorkflow } from "../../src/workflows/audit-orders"
import { reconcileOrdersWorkflow } from "../../src/workflows/reconcile-orders"
import { releaseOrderWorkflow } from "../../src/workflows/release-order"
import { revertFailedPaymentWorkflow } from "../../src/workflows/revert-failed-payment"
import { paymentLedger } from "../helpers/payment-ledger"
import { OUTCOMES, WRITES, type Outcome, type Sale, type World } from "./world"

/** What happens next; `at` chooses among the customers there are. */
export type Command =
  | { type: "complete"; outcome: Outcome; times: 1 | 3 }
  | { type: "parent_fails"; outcome: Outcome }
  | { type: "crash"; write: (typeof WRITES)[number]; isAfter: boolean }
  | { type: "fail_write"; write: (typeof WRITES)[number] }
  | { type: "lose_wake_up" }
  | { type: "webhook"; at: number; action: string }
  | { type: Touch; at: number }
  | { type: "reconcile" | "audit" }

const TOUCHES = [
  "complete_again",
  "cancel_run",
  "cancel_order",
  "capture",
  "release",
  "reconcile_one",
] as const
type Touch = (typeof TOUCHES)[number]

const at = fc.nat(50)
const outcome = fc.constantFrom(...OUTCOMES)
const write = fc.constantFrom(...WRITES)
const type = <T extends string>(name: T) => fc.constant(name)

export const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: type("complete"),
      outcome,
      times: fc.constantFrom(1 as const, 1 as const, 3 as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: type("parent_fails"), outcome }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: type("crash"), write, isAfter: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ type: type("fail_write"), write }) },
  { weight: 1, arbitrary: fc.record({ type: type("lose_wake_up") }) },
  {
    weight: 6,
    arbitrary: fc.record({
      type: type("webhook"),
      at,
      action: fc.constantFrom("authorized", "captured", "failed", "canceled"),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constantFrom(...TOUCHES), at }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constantFrom("reconcile" as const, "audit" as const),
    }),
  }
)

/** What core, or the plugin, refuses to do is no violation; what follows from it may be. */
const tolerate = async (part: Promise<unknown>) => await part.catch(() => {})

export const play = async (world: World, step: Command): Promise<void> => {
  const { container } = world.backend
  const { sales } = world
  const sale = "at" in step ? sales[step.at % (sales.length || 1)] : undefined

  switch (step.type) {
    case "complete":
      return await complete(world, await open(world, step.outcome), step.times)
    case "parent_fails": {
      const { cart_id } = await open(world, step.outcome)
      const input = { cart_id, fails: true }
      return void (await tolerate(
        nestingParentWorkflow(container).run({ input })
      ))
    }
    case "crash": {
      const sale = await open(world, "authorized")
      const stopped = world.stopOnce(step.write, step.isAfter)
      sale.isLocked = true
      void complete(world, sale, 1)
      return await stopped
    }
    case "fail_write":
      world.failOnce(step.write)
      return await complete(world, await open(world, "authorized"), 1)
    case "lose_wake_up":
      world.loseWakeUpOnce()
      return await complete(world, await open(world, "authorized"), 1)
    case "reconcile":
      await reconcileOrdersWorkflow(container).run({ input: {} })
      return
    case "audit":
      await auditOrdersWorkflow(container).run()
      return
  }
  if (sale) {
    await touch(world, step, sale)
  }
}

const open = async (world: World, of: Outcome): Promise<Sale> => {
  const sale = await world.nextSale(of)
  world.sales.push(sale)
  return sale
}

const complete = async (world: World, sale: Sale, times: number) => {
  const { container } = world.backend
  const runs = Array.from({ length: times }, async () => {
    const { result, transaction } = await completeCartWorkflow(container).run({
      input: { id: sale.cart_id },
    })
    // Only the run that made the order can take it back.
    if (!sale.order_id) {
      sale.order_id = result.id
      sale.run = transaction
    }
  })
  await Promise.allSettled(runs)
}

const touch = async (
  { backend: { container } }: World,
  step: Exclude<Command, { type: "complete" }> & { at: number },
  sale: Sale
): Promise<void> => {
  const { order_id, payment_session_id } = sale
  if (sale.isLocked) {
    return
  }
  switch (step.type) {
    case "webhook": {
      const data = { session_id: payment_session_id, amount: 15 }
      const isBad = step.action === "failed" || step.action === "canceled"
      // As the provider does it when it is asked what a webhook says.
      await tolerate(
        container.resolve(Modules.PAYMENT).getWebhookActionAndData({
          provider: "test_test",
          payload: {
            data: { ...data, action: step.action },
            rawData: "",
            headers: {},
          },
        })
      )
      if (isBad) {
        const input = { payment_session_id }
        await tolerate(revertFailedPaymentWorkflow(container).run({ input }))
        return
      }
      const action = step.action as "authorized"
      await tolerate(
        processPaymentWorkflow(container).run({ input: { action, data } })
      )
      return
    }
    case "complete_again":
      await tolerate(
        completeCartWorkflow(container).run({ input: { id: sale.cart_id } })
      )
      return
    case "cancel_run":
      if (sale.run) {
        await tolerate(cancelRun(container, sale.run))
        sale.run = undefined
      }
      return
    case "capture": {
      const [payment] = await container
        .resolve(Modules.PAYMENT)
        .listPayments({ payment_session_id })
      if (payment && !paymentLedger.get(payment_session_id)?.canceled) {
        const input = { payment_id: payment.id }
        await tolerate(capturePaymentWorkflow(container).run({ input }))
      }
      return
    }
  }
  if (!order_id) {
    return
  }
  if (step.type === "cancel_order") {
    await tolerate(cancelOrderWorkflow(container).run({ input: { order_id } }))
  } else if (step.type === "release") {
    const input = { order_id, released_by: "user_model" }
    await tolerate(releaseOrderWorkflow(container).run({ input }))
  } else {
    const input = { order_ids: [order_id] }
    await reconcileOrdersWorkflow(container).run({ input })
  }
}
